"""The bearer token that a vendor asks of every caller."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from starlette.exceptions import HTTPException

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def bearer(token: SecretStr) -> Callable[[Credentials], Awaitable[None]]:
    """The FastAPI dependency that refuses (401) whoever does not bring `token`."""
    expected = token.get_secret_value().encode()

    async def _authenticate(credentials: Credentials) -> None:
        given = credentials.credentials.encode() if credentials else b""
        if not secrets.compare_digest(given, expected):
            raise HTTPException(
                HTTPStatus.UNAUTHORIZED,
                "the bearer token is missing or wrong",
                headers={"WWW-Authenticate": "Bearer"},
            )

    return _authenticate
