"""All three vendors served by this process, each on a port of its own."""

import secrets
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from devkit.vendors import commerce, payments, pims

_HOST = "127.0.0.1"
_BACKLOG = 1024
_STOP_TIMEOUT_SECONDS = 10
# How long a stopping server waits for answers under way.
_GRACE_SECONDS = 1
# Longer than the clients keep an idle connection: it is the client that closes it.
_KEEP_ALIVE_SECONDS = 75


class ListenError(Exception):
    """A vendor cannot listen on its port."""


def _local_token() -> SecretStr:
    return SecretStr(secrets.token_urlsafe())


@dataclass(frozen=True)
class Listener:
    """Where a vendor listens (0: a free port of the loopback), and the bearer token it takes."""

    port: int = 0
    token: SecretStr = field(default_factory=_local_token)


@dataclass(frozen=True)
class Endpoint:
    """Where a running vendor is reached, and with which bearer token."""

    url: str
    token: SecretStr


@dataclass(frozen=True)
class RunningVendors:
    """The vendors while they run."""

    commerce: Endpoint
    pims: Endpoint
    payments: Endpoint


@contextmanager
def simulated_vendors(
    commerce_listener: Listener | None = None,
    pims_listener: Listener | None = None,
    payments_listener: Listener | None = None,
    *,
    commerce_requests_per_second: int = commerce.REQUESTS_PER_SECOND,
) -> Iterator[RunningVendors]:
    """Serve the vendors from threads of this process until the block ends.

    They take requests as soon as the block begins. Without a listener a vendor takes a free port
    and a random token.

    Raises:
        ListenError: a port is not free.
    """
    create_commerce = partial(commerce.create_app, requests_per_second=commerce_requests_per_second)
    with (
        serving(create_commerce, commerce_listener or Listener()) as commerce_endpoint,
        serving(pims.create_app, pims_listener or Listener()) as pims_endpoint,
        serving(payments.create_app, payments_listener or Listener()) as payments_endpoint,
    ):
        yield RunningVendors(commerce_endpoint, pims_endpoint, payments_endpoint)


@contextmanager
def serving(create_app: Callable[[SecretStr], FastAPI], listener: Listener) -> Iterator[Endpoint]:
    """Serve one vendor from a thread of this process until the block ends.

    Raises:
        ListenError: the port is not free.
    """
    with _listen(listener.port) as bound, ThreadPoolExecutor(max_workers=1) as thread:
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(listener.token),
                log_config=None,
                access_log=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        served = thread.submit(server.run, sockets=[bound])
        try:
            yield Endpoint(f"http://{_HOST}:{bound.getsockname()[1]}", listener.token)
        finally:
            server.should_exit = True
            served.result(_STOP_TIMEOUT_SECONDS)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port), backlog=_BACKLOG)
    except OSError as error:
        raise ListenError(f"port {port} of {_HOST} cannot be had: {error.strerror}") from error
