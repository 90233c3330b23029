"""Errors as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from http.client import responses

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells of a problem."""
    return JSONResponse(
        {
            "type": "about:blank",
            "title": responses.get(status, ""),
            "status": status,
            "detail": detail,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def answer_with_problems(app: FastAPI) -> None:
    """Let every error of the app be a problem; a request that breaks the rules is a 400."""

    @app.exception_handler(HTTPException)
    async def _refused(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def _malformed(_: Request, error: RequestValidationError) -> Response:
        violations = (
            f"{'.'.join(str(part) for part in violation['loc'])}: {violation['type']}"
            for violation in error.errors()
        )
        return problem(HTTPStatus.BAD_REQUEST, "; ".join(violations))
