"""What `oms setup` is made of: parts, each of which compares one kind of thing and creates it."""

from dataclasses import dataclass
from typing import Final, Protocol

BY_SETUP: Final = "`oms setup` does it"
"""The remedy of a difference that `apply` mends; any other remedy is a person's."""


@dataclass(frozen=True)
class Difference:
    """Something that is not as the system needs it.

    Attributes:
        what: the thing, such as `topic payments`.
        expected: how the system needs it.
        found: how it is.
        remedy: who must change what.
    """

    what: str
    expected: str
    found: str
    remedy: str = BY_SETUP


class Part(Protocol):
    """One kind of thing that the system needs from a server."""

    async def check(self) -> list[Difference]:
        """Compare, and change nothing.

        Raises:
            order_processing.failures.IntegrationError: the server does not answer, or refuses; the
                text names the setting to check.
        """

    async def apply(self) -> None:
        """Create what is missing and mend what may be mended; what is as it should be stays.

        Raises:
            order_processing.failures.IntegrationError: as `check`.
        """
