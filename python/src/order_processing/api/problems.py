"""Errors as the API answers them: `application/problem+json` (RFC 9457).

A problem says what to do next and names fields; it never quotes what was sent.
"""

import logging
import traceback
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from oms.orders.v1.order_state_pb2 import RuleViolation

MEDIA_TYPE = "application/problem+json"
MAX_VIOLATIONS = 100

_logger = logging.getLogger(__name__)


class Violation(BaseModel):
    """A rule that the input breaks."""

    field: str = Field(description="path of the field, such as `order.items[3].item_id`")
    rule_id: str = Field(description="id of the rule, such as `string.max_len`")
    message: str = Field(description="what the rule asks for")


class Problem(BaseModel):
    """What went wrong, and what to do."""

    type: str = Field(description="what kind of problem it is; `about:blank`: see the status")
    title: str = Field(description="the kind of problem, in words")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what to do next")
    violations: list[Violation] | None = Field(
        default=None, description=f"the rules that the input breaks, at most {MAX_VIOLATIONS}"
    )


class ProblemError(Exception):
    """The request ends with this problem."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.title)
        self.problem = problem
        self.headers = headers


def too_large(max_bytes: int) -> ProblemError:
    """The body is larger than allowed."""
    return ProblemError(
        Problem(
            type=_type("body-too-large"),
            title="The body is too large",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            detail=f"Send at most {max_bytes} bytes.",
        )
    )


def not_signed() -> ProblemError:
    """The signature is missing, malformed or another body's; which of them is not said."""
    return ProblemError(
        Problem(
            type=_type("not-signed"),
            title="The signature does not fit the body",
            status=HTTPStatus.UNAUTHORIZED,
            detail="Send `X-Signature: sha256=<hex>`, the HMAC-SHA256 of the raw body "
            "with the secret shared with you.",
        ),
        headers={"WWW-Authenticate": "X-Signature"},
    )


def invalid(kind: str, title: str, violations: Sequence[RuleViolation]) -> ProblemError:
    """The input breaks rules of the contract."""
    return ProblemError(
        Problem(
            type=_type(kind),
            title=title,
            status=HTTPStatus.BAD_REQUEST,
            detail=f"Mend what is named in `violations` ({len(violations)} in all); "
            "the same request is refused again.",
            violations=[
                Violation(field=broken.field, rule_id=broken.rule_id, message=broken.message)
                for broken in violations[:MAX_VIOLATIONS]
            ],
        )
    )


def unavailable(kind: str, title: str, retry_after: timedelta) -> ProblemError:
    """What the request needs does not answer now."""
    return ProblemError(
        Problem(
            type=_type(kind),
            title=title,
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            detail="Send the same request again after the seconds in `Retry-After`.",
        ),
        headers={"Retry-After": str(round(retry_after.total_seconds()))},
    )


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""
    app.exception_handler(ProblemError)(_on_problem)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(ClientDisconnect)(_on_disconnect)
    app.add_middleware(_DefectsAsProblems)


class _DefectsAsProblems:
    """Answers an unforeseen error, and logs where it was raised but not its text.

    The text may quote the input. Starlette's own handler would hand it on to the server's log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http":
                raise
            raised_at = "".join(traceback.format_tb(error.__traceback__))
            _logger.error("a request failed with %s\n%s", type(error).__name__, raised_at)  # noqa: TRY400
            await _defect(scope, receive, send)


def _type(kind: str) -> str:
    return f"urn:oms:problem:{kind}"


def _on_problem(_request: Request, error: ProblemError) -> Response:
    return _response(error.problem, error.headers)


def _on_http_exception(_request: Request, error: HTTPException) -> Response:
    return _response(_plain(HTTPStatus(error.status_code), error.detail), error.headers)


def _on_disconnect(_request: Request, _error: ClientDisconnect) -> Response:
    return _response(_plain(HTTPStatus.BAD_REQUEST, "The sender went away."))


def _plain(status: HTTPStatus, detail: str) -> Problem:
    return Problem(type="about:blank", title=status.phrase, status=status, detail=detail)


def _response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


_defect = _response(
    _plain(HTTPStatus.INTERNAL_SERVER_ERROR, "A defect of ours. Send the request again later.")
)
