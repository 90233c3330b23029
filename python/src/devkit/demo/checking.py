"""Holds what came out against the scripts, and against nothing that the system says of itself."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from devkit.demo.script import OrderScript


@dataclass(frozen=True)
class Outcome:
    """What became of one order."""

    script: OrderScript
    messages: Sequence[Mapping[str, object]]

    @property
    def ending(self) -> str:
        """The ending, as Fulfilment sees it."""
        return "forwarded" if self.messages else "not forwarded"

    @property
    def problem(self) -> str:
        """What is not as scripted; empty when everything is."""
        if not self.messages:
            return "no message"
        if len(self.messages) > 1:
            return f"{len(self.messages)} messages"
        if self.messages[0] != self.script.expected_message():
            return "the message differs from the script"
        return ""


@dataclass
class Received:
    """The messages received, by order."""

    by_order: defaultdict[str, list[Mapping[str, object]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, message: Mapping[str, object]) -> None:
        """Take a message in."""
        self.by_order[str(message["order_id"])].append(message)

    def outcomes(self, scripts: Sequence[OrderScript]) -> list[Outcome]:
        """What became of each order."""
        return [Outcome(script, self.by_order.get(script.order_id, [])) for script in scripts]

    def complete(self, scripts: Sequence[OrderScript]) -> bool:
        """Whether each order has a message at least."""
        return all(script.order_id in self.by_order for script in scripts)


def verdict(outcomes: Sequence[Outcome]) -> str:
    """The demo's last line: `60 orders: 60 forwarded; all as expected`, counts as they are."""
    endings = Counter(outcome.ending for outcome in outcomes)
    counts = ", ".join(f"{number} {ending}" for ending, number in sorted(endings.items()))
    wrong = sum(1 for outcome in outcomes if outcome.problem)
    judgement = f"{wrong} NOT as expected" if wrong else "all as expected"
    return f"{len(outcomes)} orders: {counts}; {judgement}"
