"""What must stay in order while everything else runs side by side. Pure."""

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class Watermark:
    """How far a partition is finished: its offsets are taken in order and finished in any.

    Offsets need not follow each other: compaction and transaction markers leave gaps.
    """

    def __init__(self) -> None:
        # In the order taken; whether finished.
        self._taken: dict[int, bool] = {}
        self._last = -1
        self._position: int | None = None

    @property
    def position(self) -> int | None:
        """The offset to commit: all taken before it are finished. None while none is."""
        return self._position

    @property
    def finished(self) -> bool:
        """Whether every offset taken is finished."""
        return not self._taken

    def take(self, offset: int) -> None:
        """Note that work on an offset begins.

        Raises:
            ValueError: the offset is not after the one taken last.
        """
        if offset <= self._last:
            raise ValueError(f"offset {offset} after offset {self._last}")
        self._taken[offset] = False
        self._last = offset

    def finish(self, offset: int) -> None:
        """Note that an offset taken needs no more work.

        Raises:
            ValueError: the offset is not under work.
        """
        if self._taken.get(offset, True):
            raise ValueError(f"offset {offset} is not under work")
        self._taken[offset] = True
        while self._taken and self._taken[first := next(iter(self._taken))]:
            del self._taken[first]
            self._position = first + 1


class Lanes(Generic[Key, Item]):
    """Items of one key one after the other; a lane is there while it has items."""

    def __init__(self) -> None:
        self._lanes: dict[Key, deque[Item]] = {}

    def __len__(self) -> int:
        """How many keys have items."""
        return len(self._lanes)

    def put(self, key: Key, item: Item) -> bool:
        """Add an item behind its key's others; whether it is the first and may begin now."""
        lane = self._lanes.setdefault(key, deque())
        lane.append(item)
        return len(lane) == 1

    def advance(self, key: Key) -> Item | None:
        """Remove the key's first item, which is done; the one that may begin now, if any.

        Raises:
            KeyError: the key has no items.
        """
        lane = self._lanes[key]
        lane.popleft()
        if lane:
            return lane[0]
        del self._lanes[key]
        return None
