"""Paths as they were sent: a slash within an id (`%2F`) does not divide segments."""

from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator
from starlette.types import ASGIApp, Receive, Scope, Send

PathSegment = Annotated[str, AfterValidator(unquote)]


class RouteAsSent:
    """ASGI middleware: routes match the percent-encoded path; `PathSegment` decodes a segment."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] == "http":
            scope = {**scope, "path": scope["raw_path"].decode("ascii")}
        await self.app(scope, receive, send)
