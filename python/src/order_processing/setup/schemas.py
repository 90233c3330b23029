"""Avro schemas in the registry, each subject with compatibility FULL_TRANSITIVE."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from confluent_kafka.schema_registry import AsyncSchemaRegistryClient, Schema
from confluent_kafka.schema_registry.error import SchemaRegistryError

from order_processing.kafka.registry import not_found, registry_client, registry_failures
from order_processing.settings import Settings
from order_processing.setup.part import Difference

COMPATIBILITY: Final = "FULL_TRANSITIVE"

_THE_AUTHOR_MENDS_IT: Final = (
    "the contract's author: only fields with a default may come or go, and no type may change"
)


class Schemas:
    """Schemas of a registry, by subject."""

    def __init__(self, settings: Settings, schemas: Mapping[str, str]) -> None:
        """Check and register `schemas`, JSON by subject, in the registry that the settings name."""
        self._settings = settings
        self._schemas = {subject: Schema(text, "AVRO") for subject, text in schemas.items()}

    async def check(self) -> list[Difference]:
        """Compare the registry's subjects with the schemas."""
        async with _registry(self._settings) as registry:
            return [
                difference
                for subject, schema in self._schemas.items()
                for difference in (
                    *await _compare_level(registry, subject),
                    *await _compare_schema(registry, subject, schema),
                )
            ]

    async def apply(self) -> None:
        """Register the schemas; one that is incompatible is refused and remains a difference."""
        async with _registry(self._settings) as registry:
            for subject, schema in self._schemas.items():
                if await _level(registry, subject) != COMPATIBILITY:
                    await registry.set_compatibility(subject, COMPATIBILITY)
                if await _compatible(registry, subject, schema):
                    await registry.register_schema(subject, schema, normalize_schemas=True)


@asynccontextmanager
async def _registry(settings: Settings) -> AsyncIterator[AsyncSchemaRegistryClient]:
    with registry_failures():
        async with registry_client(settings) as registry:
            yield registry


async def _compare_level(registry: AsyncSchemaRegistryClient, subject: str) -> list[Difference]:
    level = await _level(registry, subject)
    if level == COMPATIBILITY:
        return []
    found = f"compatibility {level}" if level else "no compatibility of its own"
    return [Difference(f"subject {subject}", f"compatibility {COMPATIBILITY}", found)]


async def _compare_schema(
    registry: AsyncSchemaRegistryClient, subject: str, schema: Schema
) -> list[Difference]:
    what, expected = f"subject {subject}", "the packaged schema"
    if await _registered(registry, subject, schema):
        return []
    if await _compatible(registry, subject, schema):
        return [Difference(what, expected, "not registered")]
    found = "schemas that it is incompatible with"
    return [Difference(what, expected, found, _THE_AUTHOR_MENDS_IT)]


async def _level(registry: AsyncSchemaRegistryClient, subject: str) -> str | None:
    try:
        return str(await registry.get_compatibility(subject))
    except SchemaRegistryError as error:
        if not_found(error):
            return None
        raise


async def _registered(registry: AsyncSchemaRegistryClient, subject: str, schema: Schema) -> bool:
    try:
        await registry.lookup_schema(subject, schema, normalize_schemas=True)
    except SchemaRegistryError as error:
        if not_found(error):
            return False
        raise
    return True


async def _compatible(registry: AsyncSchemaRegistryClient, subject: str, schema: Schema) -> bool:
    """Whether the schema goes with every version of the subject, by the subject's own level."""
    try:
        return bool(await registry.test_compatibility_all_versions(subject, schema, normalize=True))
    except SchemaRegistryError as error:
        if not_found(error):
            return True
        raise
