"""Counts the fields that partners send and the contracts do not know."""

import logging
import re
from collections import Counter
from collections.abc import Iterable

_logger = logging.getLogger(__name__)

_INDEX = re.compile(r"\[\d+\]")
_MAX_PATHS = 1_000
_OTHERS = "(others)"


class UnknownFields:
    """Counts by topic and path, at most `_MAX_PATHS` of them; the rest are counted together.

    A path is logged when it is first seen, and again at every tenfold of its count.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, topic: str, paths: Iterable[str]) -> None:
        """Count one input's unknown fields; a path counts once an input."""
        for path in {_INDEX.sub("[]", path) for path in paths}:
            key = self._key(topic, path)
            self._counts[key] += 1
            if _is_power_of_ten(self._counts[key]):
                _logger.warning(
                    "%s: unknown field %s accepted, seen %d times; compare the partner's contract",
                    *key,
                    self._counts[key],
                )

    def seen(self, topic: str, path: str) -> int:
        """How many inputs had the field."""
        return self._counts[topic, path]

    def _key(self, topic: str, path: str) -> tuple[str, str]:
        key = (topic, path)
        return key if key in self._counts or len(self._counts) < _MAX_PATHS else (topic, _OTHERS)


def _is_power_of_ten(count: int) -> bool:
    return str(count).rstrip("0") == "1"
