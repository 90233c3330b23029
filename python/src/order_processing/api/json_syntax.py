"""A JSON text, read with its numbers as written and nothing of what JSON leaves open.

What the standard library's parser lets through is refused: duplicate names, NaN and Infinity, other
encodings than UTF-8, nesting without end. A number is kept as its literal, so that `2`, `2.0` and
`2e0` stay three things, and ten thousand digits cost nothing.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from oms.orders.v1.order_state_pb2 import RuleViolation

MAX_DEPTH = 32

_UNSHOWABLE = re.compile(r"[^A-Za-z0-9_.-]")
_MAX_SHOWN = 64


class InvalidJsonError(Exception):
    """A JSON text is not what the contract asks for; nothing in it quotes a value of the text."""

    def __init__(self, violations: list[RuleViolation]) -> None:
        super().__init__(f"{len(violations)} violations")
        self.violations = violations


@dataclass(frozen=True, slots=True)
class IntegerLiteral:
    """A number without point or exponent, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class DecimalLiteral:
    """A number with a point or an exponent, as written."""

    text: str


def parse(body: bytes) -> object:
    """Read a JSON text into dicts, lists, strings, booleans, None and number literals.

    Raises:
        InvalidJsonError: the text is not UTF-8 or not JSON, gives a name twice in one object, or
            nests deeper than `MAX_DEPTH`.
    """
    try:
        tree: object = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_int=IntegerLiteral,
            parse_float=DecimalLiteral,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise _invalid("json.encoding", f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _invalid("json.syntax", f"not JSON at {place}") from None
    except RecursionError:
        raise _too_deep() from None
    _refuse_depth(tree)
    return tree


def shown(name: str) -> str:
    """A name of the sender's choice, in a form that is safe in logs and answers."""
    return _UNSHOWABLE.sub("?", name[:_MAX_SHOWN])


def _object(members: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for name, value in members:
        if name in seen:
            raise _invalid("json.duplicate_name", "is given twice in one object", shown(name))
        seen[name] = value
    return seen


def _refuse_constant(constant: str) -> NoReturn:
    raise _invalid("json.syntax", f"{constant} is not JSON")


def _refuse_depth(tree: object) -> None:
    level = _containers([tree])
    for _ in range(MAX_DEPTH):
        level = [inner for container in level for inner in _containers(container)]
        if not level:
            return
    raise _too_deep()


def _containers(container: dict[str, object] | list[object]) -> list[Any]:
    values = container.values() if isinstance(container, dict) else container
    return [value for value in values if isinstance(value, dict | list)]


def _too_deep() -> InvalidJsonError:
    return _invalid("json.depth", f"nests deeper than {MAX_DEPTH} levels")


def _invalid(rule_id: str, message: str, field: str = "") -> InvalidJsonError:
    return InvalidJsonError([RuleViolation(field=field, rule_id=rule_id, message=message)])
