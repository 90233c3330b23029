"""How a fault becomes what the caller sees."""

import asyncio
import json
from http import HTTPStatus

from pydantic import JsonValue
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devkit.vendors.faults import Defect, Fault, Faults
from devkit.vendors.problems import problem
from devkit.vendors.traffic import ADMIN_PREFIX


class FaultInjection:
    """ASGI middleware: lets the vendor's faults strike, never for `/admin`."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self.app = app
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith(ADMIN_PREFIX):
            fault = self.faults.take(scope["path"])
        if fault is None:
            await self.app(scope, receive, send)
            return
        await asyncio.sleep(fault.latency_seconds)
        if fault.replaces_answer:
            await _replacement(fault)(scope, receive, send)
        elif fault.defect is Defect.HANG:
            await _caller_gives_up(receive)
        elif fault.defect is not None:
            await self._spoil(fault.defect, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _spoil(self, defect: Defect, scope: Scope, receive: Receive, send: Send) -> None:
        usual = _Recording()
        await self.app(scope, receive, usual)
        if defect is Defect.DISCONNECT:
            await send(usual.start)
            await send({**_body(_first_half(usual.body)), "more_body": True})
            return
        spoilt = _first_half if defect is Defect.TRUNCATED else _with_wrong_types
        answer = Response(spoilt(usual.body), usual.start["status"], media_type="application/json")
        await answer(scope, receive, send)


class _Recording:
    """An ASGI `send` that keeps the answer to itself."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


def _replacement(fault: Fault) -> Response:
    status = fault.status or HTTPStatus.OK
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    if fault.body is None:
        return problem(status, "a fault that was put in", headers)
    return Response(fault.body, status, headers, "application/json")


async def _caller_gives_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body}


def _first_half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _with_wrong_types(body: bytes) -> bytes:
    return json.dumps(_wrong_type(json.loads(body))).encode()


def _wrong_type(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _wrong_type(member) for name, member in value.items()}
    if isinstance(value, list):
        return None
    return str(value) if isinstance(value, int) else value
