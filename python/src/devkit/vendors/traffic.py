"""What arrives at a vendor: counted, and refused above its limit."""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from http import HTTPStatus

from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devkit.vendors.problems import problem

ADMIN_PREFIX = "/admin/"

_WINDOW_SECONDS = 1.0


class PathReport(BaseModel):
    """The requests for one path (percent-encoded, as sent)."""

    arrived: int
    answered: dict[int, int]
    """Answers by HTTP status."""


class TrafficReport(BaseModel):
    """The requests for a vendor's API since its start or its last reset."""

    total: int
    most_in_a_second: int
    """The most arrivals in any sliding second, refused ones included."""
    paths: dict[str, PathReport]


class Traffic:
    """Counts requests as they arrive, whatever becomes of them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by `clock`, in seconds."""
        self._clock = clock
        self._recent: deque[float] = deque()
        self._most_in_a_second = 0
        self._arrived: Counter[str] = Counter()
        self._answered: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def arrive(self, path: str) -> int:
        """Count a request; returns how many arrived in the second that it ends."""
        now = self._clock()
        self._recent.append(now)
        while self._recent[0] <= now - _WINDOW_SECONDS:
            self._recent.popleft()
        self._most_in_a_second = max(self._most_in_a_second, len(self._recent))
        self._arrived[path] += 1
        return len(self._recent)

    def answer(self, path: str, status: int) -> None:
        """Count an answer."""
        self._answered[path][status] += 1

    def report(self) -> TrafficReport:
        """The counts so far."""
        return TrafficReport(
            total=self._arrived.total(),
            most_in_a_second=self._most_in_a_second,
            paths={
                path: PathReport(arrived=count, answered=self._answered[path])
                for path, count in self._arrived.items()
            },
        )

    def reset(self) -> None:
        """Forget the counts; the current second still counts towards the limit."""
        self._most_in_a_second = 0
        self._arrived.clear()
        self._answered.clear()


class TrafficControl:
    """ASGI middleware: counts what is not for `/admin`, and answers 429 above the limit."""

    def __init__(self, app: ASGIApp, traffic: Traffic, requests_per_second: int | None) -> None:
        """Allow `requests_per_second` in any sliding second; None: any number."""
        self.app = app
        self.traffic = traffic
        self.requests_per_second = requests_per_second

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http" or scope["path"].startswith(ADMIN_PREFIX):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        recent = self.traffic.arrive(path)

        async def counting_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.traffic.answer(path, message["status"])
            await send(message)

        if self.requests_per_second is not None and recent > self.requests_per_second:
            refusal = problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"more than {self.requests_per_second} requests in one second",
                {"Retry-After": "1"},
            )
            await refusal(scope, receive, counting_send)
        else:
            await self.app(scope, receive, counting_send)
