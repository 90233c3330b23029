"""Asking each kind of service whether it is well, by really talking to it."""

import re
from asyncio import run, wait_for
from datetime import timedelta
from pathlib import Path

from confluent_kafka.admin import AdminClient
from httpx import get
from psycopg import connect
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

_PATIENCE = 5
"""Seconds that an answer may take."""


def postgres(url: str) -> None:
    """Select something.

    Args:
        url: SQLAlchemy URL of a PostgreSQL database
    """
    # libpq takes the same URL, without the name of a Python driver.
    plain = re.sub(r"^postgresql\+\w+:", "postgresql:", url)
    with connect(plain, connect_timeout=_PATIENCE) as connection:
        connection.execute("SELECT 1")


def kafka(bootstrap_servers: str, properties: Path | None = None) -> None:
    """Ask the brokers for the cluster's metadata.

    Args:
        bootstrap_servers: `host:port[,host:port...]`
        properties: file with further librdkafka properties
    """
    further = read_properties(properties) if properties else {}
    admin = AdminClient(
        {**further, "bootstrap.servers": bootstrap_servers, "log_level": 0},
        logger=None,
    )
    if not admin.list_topics(timeout=_PATIENCE).brokers:
        msg = "the cluster has no broker"
        raise ConnectionError(msg)


def read_properties(file: Path) -> dict[str, str]:
    """Read `name=value` lines; empty lines and those that begin with `#` are none."""
    lines = (line.strip() for line in file.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def registry(url: str) -> None:
    """List the subjects.

    Args:
        url: base URL of the Confluent-compatible API; may carry user and password
    """
    get(f"{url.rstrip('/')}/subjects", timeout=_PATIENCE).raise_for_status()


def temporal(address: str, namespace: str) -> None:
    """Describe the namespace; TLS and API key come from the SDK's environment configuration."""
    run(wait_for(_describe(address, namespace), _PATIENCE))


async def _describe(address: str, namespace: str) -> None:
    config = ClientConfig.load_client_connect_config()
    config.update({"target_host": address, "namespace": namespace})
    client = await Client.connect(**config)
    await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=namespace), timeout=timedelta(seconds=_PATIENCE)
    )
