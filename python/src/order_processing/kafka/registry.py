"""The schema registry: its client, and its failures told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from json import JSONDecodeError
from typing import Final

import httpx2
from confluent_kafka.schema_registry import AsyncSchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError

from order_processing.kafka.errors import MisconfiguredError, UnavailableError
from order_processing.settings import Settings

_TIMEOUT_SECONDS: Final = 3
_RETRIES: Final = 1
_RETRY_WAIT_MILLISECONDS: Final = 100

_REFUSALS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def registry_client(settings: Settings) -> AsyncSchemaRegistryClient:
    """A client that answers or fails within seconds; close it with `aclose()`.

    Whoever calls it waits and retries by the policy of the failure: the client itself retries
    once, for a connection that the registry closed meanwhile.
    """
    return AsyncSchemaRegistryClient(
        {
            "url": settings.schema_registry_url,
            "timeout": _TIMEOUT_SECONDS,
            "max.retries": _RETRIES,
            "retries.wait.ms": _RETRY_WAIT_MILLISECONDS,
        }
    )


def not_found(error: SchemaRegistryError) -> bool:
    """Whether the registry answered that it has no such schema, subject or version."""
    # Any web server answers 404; only a registry adds a code of its own, 404xx.
    return error.http_status_code == HTTPStatus.NOT_FOUND and (error.error_code or 0) > 0


@contextmanager
def registry_failures() -> Iterator[None]:
    """Turn what a registry call raises into the failure it is.

    An answer that the registry is entitled to give (404 for a schema it lacks, 409 for an
    incompatible one) is the caller's to judge and passes unchanged.

    Raises:
        UnavailableError: no answer, no answer of a registry, or an answer that asks to come again.
        MisconfiguredError: the registry refuses the credentials.
    """
    try:
        yield
    except SchemaRegistryError as error:
        if error.http_status_code in _REFUSALS:
            raise MisconfiguredError(
                f"the schema registry refuses access ({error.http_status_code}): "
                "check user and password in OMS_SCHEMA_REGISTRY_URL"
            ) from None
        if _answered(error):
            raise
        raise _unavailable(f"status {error.http_status_code}") from None
    except (httpx2.HTTPError, JSONDecodeError, OSError) as error:
        # A proxy's error page in place of the registry's JSON is no verdict on a schema.
        raise _unavailable(type(error).__name__) from None


def _answered(error: SchemaRegistryError) -> bool:
    return not_found(error) or error.http_status_code in {
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }


def _unavailable(what: str) -> UnavailableError:
    return UnavailableError(
        f"the schema registry does not answer ({what}): check that it runs and "
        "OMS_SCHEMA_REGISTRY_URL names it"
    )
