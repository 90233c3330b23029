"""What can go wrong with the stack, told so that the reader knows what to do."""


class StackError(Exception):
    """Something of the stack could not be fetched, started, found or stopped.

    Attributes:
        what: which part failed, in a few words
        why: the cause, with the last lines of output where there are some
        remedy: what the reader can do; empty when there is nothing to add
    """

    def __init__(self, what: str, why: str, remedy: str = "") -> None:
        """Keep the three parts; the message is all of them, a line each."""
        self.what = what
        self.why = why
        self.remedy = remedy
        super().__init__("\n".join(part for part in (f"{what}: {why}", remedy) if part))


class CommandError(StackError):
    """A command that the stack ran did not succeed in its time."""


class CancelledError(StackError):
    """The stack is being stopped while a part of it was still being prepared."""

    def __init__(self) -> None:
        """Say so; nobody needs to do anything."""
        super().__init__("stopped", "the stack was told to stop before it was up")
