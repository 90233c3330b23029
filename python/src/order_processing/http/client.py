"""The base of the clients of the vendors' JSON APIs.

How an answer, or the lack of one, is classified:

| what came | class |
| --- | --- |
| no connection, a time-out, a lost connection, 408, 5xx | TRANSIENT |
| 429 | THROTTLED |
| 401, 403 | CONTRACT: a person must mend the token |
| a body that does not fit, a redirect, a 404 that is not the vendor's own | CONTRACT |
| any other 4xx | CONTRACT: no order is to blame for a request of ours that the vendor refuses |
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import JsonValue, SecretStr, ValidationError

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError
from order_processing.http.answers import Answer
from order_processing.http.retry_after import retry_after

AnswerType = TypeVar("AnswerType", bound=Answer)

_VIOLATIONS_TOLD = 5


@dataclass(frozen=True)
class Vendor:
    """A vendor as its failures name it."""

    name: str
    url_setting: str
    token_setting: str
    description: str
    """Path of the OpenAPI description within the repository."""
    error: type[IntegrationError]


@dataclass(frozen=True)
class Timeouts:
    """Time limits of a request, in seconds."""

    connect: float = 2
    read: float = 5
    """Between two pieces of the answer."""
    write: float = 5
    """Between two pieces of the request."""
    pool: float = 5
    """Waiting for a connection, when all are in use."""
    total: float = 10
    """From the call to the whole answer: no request lives longer."""


DEFAULT_TIMEOUTS = Timeouts()


class JsonClient:
    """An asynchronous, pooled client of a vendor; an asynchronous context manager.

    Every request raises the vendor's IntegrationError with the class that the module's table says.
    """

    vendor: ClassVar[Vendor]

    def __init__(self, url: str, token: SecretStr, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> None:
        """Create a client; it connects with its first request.

        Args:
            url: the vendor's base URL; a path in it is kept.
            token: the bearer token.
            timeouts: time limits of each request.

        Raises:
            ValueError: the URL is not one, or the token is empty; the text names the setting.
        """
        if not _is_http(url):
            raise ValueError(f"{self.vendor.url_setting} must be an http or https URL")
        if not token.get_secret_value():
            raise ValueError(f"{self.vendor.token_setting} is not set: it is the bearer token")
        self._total_timeout = timeouts.total
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={
                "Authorization": f"Bearer {token.get_secret_value()}",
                "Accept": "application/json",
            },
            timeout=httpx.Timeout(
                connect=timeouts.connect,
                read=timeouts.read,
                write=timeouts.write,
                pool=timeouts.pool,
            ),
        )

    async def __aenter__(self) -> Self:
        """Enter the context; the client is ready as it is."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _get(self, segments: Sequence[str], answer: type[AnswerType]) -> AnswerType | None:
        """Read what is at the path of these segments; None when the vendor has no such thing."""
        if "" in segments:
            # Nothing has an empty id, and the path without it means something else.
            return None
        response = await self._request("GET", _path(segments))
        if response.status_code == HTTPStatus.NOT_FOUND and _is_vendors_own(response):
            return None
        return self._read(response, answer)

    async def _post(
        self, segments: Sequence[str], body: JsonValue, answer: type[AnswerType]
    ) -> AnswerType:
        response = await self._request("POST", _path(segments), body)
        return self._read(response, answer)

    def _failure(self, text: str, failure_class: FailureClass) -> IntegrationError:
        return self.vendor.error(f"{self.vendor.name} {text}", failure_class)

    def _misfit(self, violations: str) -> IntegrationError:
        return self._failure(
            f"answered with what {self.vendor.description} does not describe ({violations}); "
            "compare the two and mend the description and the client, or have the vendor mended",
            FailureClass.FAILURE_CLASS_CONTRACT,
        )

    async def _request(
        self, method: str, path: str, body: JsonValue | None = None
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(self._total_timeout):
                return await self._http.request(method, path, json=body)
        except (httpx.TransportError, TimeoutError) as error:
            raise self._failure(
                f"was not reached or did not answer in time ({type(error).__name__}); it is asked "
                f"again; if this lasts, check the vendor and {self.vendor.url_setting}",
                FailureClass.FAILURE_CLASS_TRANSIENT,
            ) from None  # its text may quote the request, token included
        except httpx.DecodingError:
            raise self._misfit("content encoding") from None

    def _read(self, response: httpx.Response, answer: type[AnswerType]) -> AnswerType:
        if response.status_code != HTTPStatus.OK:
            raise self._status_failure(response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            # Its text carries values of the answer: only what is wrong where is told.
            raise self._misfit(_violations(error)) from None

    def _status_failure(self, response: httpx.Response) -> IntegrationError:
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return self.vendor.error(
                f"{self.vendor.name} asks for a slower pace ({status}); it is asked again later",
                FailureClass.FAILURE_CLASS_THROTTLED,
                retry_after(response.headers),
            )
        if status == HTTPStatus.REQUEST_TIMEOUT or response.is_server_error:
            return self.vendor.error(
                f"{self.vendor.name} failed ({status}); it is asked again",
                FailureClass.FAILURE_CLASS_TRANSIENT,
                retry_after(response.headers),
            )
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return self._failure(
                f"does not accept the bearer token ({status}); check {self.vendor.token_setting}",
                FailureClass.FAILURE_CLASS_CONTRACT,
            )
        if status == HTTPStatus.NOT_FOUND or not response.is_client_error:
            return self._failure(
                f"has no such API at its URL ({status}); check {self.vendor.url_setting}",
                FailureClass.FAILURE_CLASS_CONTRACT,
            )
        return self._failure(
            f"refused the request ({status}); compare it with {self.vendor.description}",
            FailureClass.FAILURE_CLASS_CONTRACT,
        )


def _is_http(url: str) -> bool:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    # A character that a host cannot have is percent-encoded by the parser.
    return parsed.scheme in {"http", "https"} and bool(parsed.host) and "%" not in parsed.host


def _path(segments: Sequence[str]) -> str:
    """The path of these segments, each one a segment whatever characters it has."""
    return "".join("/" + _quoted(segment) for segment in segments)


def _quoted(segment: str) -> str:
    if segment in {".", ".."}:
        return segment.replace(".", "%2E")
    return quote(segment, safe=":")


def _is_vendors_own(response: httpx.Response) -> bool:
    """Whether the vendor itself says so, and not a gateway or another server at a wrong URL."""
    media_type, _, _ = response.headers.get("Content-Type", "").partition(";")
    return bool(media_type.strip().lower() == "application/problem+json")


def _violations(error: ValidationError) -> str:
    told = [
        f"{'.'.join(str(part) for part in violation['loc']) or 'body'}: {violation['type']}"
        for violation in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    more = len(told) - _VIOLATIONS_TOLD
    return ", ".join(told[:_VIOLATIONS_TOLD]) + (f" and {more} more" if more > 0 else "")
