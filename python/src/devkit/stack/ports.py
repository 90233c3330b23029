"""TCP ports on the loopback interface."""

from collections.abc import Callable
from random import SystemRandom
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

from devkit.stack.errors import StackError

LOOPBACK = "127.0.0.1"

_LOWEST, _HIGHEST = 20_000, 32_000
"""Below the range from which Linux and macOS take the ports of outgoing connections: a client that
tries a stopped server's port again and again would otherwise, sooner or later, be given that very
port, connect to itself and keep the server from coming back."""

_ATTEMPTS = 200

_ANSWER_WITHIN = 0.5
"""Seconds for the loopback interface to connect."""

_random = SystemRandom()


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket(AF_INET, SOCK_STREAM) as listener:
        # As servers do: connections of a former server that linger do not count.
        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    # macOS lets a second listener bind to a more specific address: ask whether somebody answers.
    return not answers(port)


def answers(port: int) -> bool:
    """Whether somebody listens on the port; quick, and no proof of health."""
    with socket(AF_INET, SOCK_STREAM) as client:
        client.settimeout(_ANSWER_WITHIN)
        return client.connect_ex((LOOPBACK, port)) == 0


def require_free(component: str, port: int, setting: str) -> None:
    """Make sure that a component can listen on its port.

    Raises:
        StackError: something else listens there; names the port and the setting.
    """
    if not is_free(port):
        raise StackError(
            component,
            f"port {port} is in use by another process",
            f"Stop that process, or choose another port by the setting {setting}.",
        )


def choose(taken: Callable[[int], bool]) -> int:
    """Choose a free port, other than those that are spoken for.

    Raises:
        StackError: none was found.
    """
    for _ in range(_ATTEMPTS):
        port = _random.randint(_LOWEST, _HIGHEST)
        if not taken(port) and is_free(port):
            return port
    raise StackError("ports", f"no free port found between {_LOWEST} and {_HIGHEST}")
