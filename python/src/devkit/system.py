"""The whole system on one machine: the four servers, the simulated vendors, the product's roles."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from secrets import token_urlsafe

import httpx

from devkit import role_health
from devkit.stack.component import Check, Port, ProcessSpec
from devkit.stack.endpoints import Endpoints
from devkit.stack.errors import StackError
from devkit.stack.hooks import OMS, after_healthy
from devkit.stack.servers import lay_out
from devkit.stack.settings import StackSettings
from devkit.stack.state import Allocations, StateDirectory
from devkit.stack.supervisor import Plan, Planner

VENDORS = ("commerce", "pims", "payments")
_CHECK_SECONDS = 3


def whole_system(settings: StackSettings) -> Planner:
    """Plan servers, vendors and roles; what the environment names is used and not started."""

    def plan(state: StateDirectory) -> Plan:
        allocations = Allocations(state)
        credentials = _credentials(allocations)
        servers = lay_out(settings, state, allocations)
        roles = [*_vendors(allocations, credentials), _api(allocations, credentials)]
        roles += _roles(settings, servers.endpoints)
        return Plan(servers.endpoints, servers.components, setup=after_healthy, roles=roles)

    return plan


def _credentials(allocations: Allocations) -> dict[str, str]:
    """Tokens and secrets: those of the environment, else drawn once and kept for local use.

    Raises:
        StackError: a vendor is not simulated, and its token not set.
    """
    secrets = ["OMS_COMMERCE_WEBHOOK_SECRET", "OMS_PAYMENTS_WEBHOOK_SECRET"]
    return {
        **{_token_of(vendor): _token(allocations, vendor) for vendor in VENDORS},
        **{name: os.environ.get(name) or _drawn(allocations, name) for name in secrets},
    }


def _token(allocations: Allocations, vendor: str) -> str:
    setting, url_setting = _token_of(vendor), _url_of(vendor)
    given = os.environ.get(setting)
    if not given and os.environ.get(url_setting):
        raise StackError(
            vendor,
            f"{setting} is not set",
            f"Set it to the bearer token for the vendor that {url_setting} names, or unset that to "
            "have the vendor simulated.",
        )
    return given or _drawn(allocations, setting)


def _drawn(allocations: Allocations, name: str) -> str:
    return allocations.kept(name) or allocations.keep(name, token_urlsafe(24))


def _token_of(vendor: str) -> str:
    return f"OMS_{vendor.upper()}_TOKEN"


def _url_of(vendor: str) -> str:
    return f"OMS_{vendor.upper()}_URL"


def _vendors(allocations: Allocations, credentials: Mapping[str, str]) -> list[ProcessSpec]:
    """One process for the vendors that the environment does not name; none when it names all."""
    simulated = [name for name in VENDORS if not os.environ.get(_url_of(name))]
    if not simulated:
        return []
    ports = {name: _port(allocations, name, f"OMS_STACK_{name.upper()}_PORT") for name in simulated}
    urls = {_url_of(name): _url(port) for name, port in ports.items()}
    options = [f"--{name}-port={port.number}" for name, port in ports.items()]
    return [
        ProcessSpec(
            name="vendors",
            argv=[sys.executable, "-m", "devkit.vendors", *options],
            environment=credentials,
            check=partial(_listening, list(urls.values())),
            ports=tuple(ports.values()),
            provides={**credentials, **urls},
        )
    ]


def _api(allocations: Allocations, credentials: Mapping[str, str]) -> ProcessSpec:
    port = _port(allocations, "api", "OMS_API_PORT")
    environment = {**credentials, "OMS_API_PORT": str(port.number)}
    return ProcessSpec(
        name="api",
        argv=[*OMS, "api"],
        environment=environment,
        check=partial(_ready, f"{_url(port)}/readyz"),
        ports=(port,),
        provides={**environment, "OMS_API_URL": _url(port)},
    )


def _roles(settings: StackSettings, endpoints: Endpoints) -> list[ProcessSpec]:
    """The roles that answer nobody: their servers know of them."""
    checks: dict[str, Check] = {
        "intake": partial(
            role_health.consuming, endpoints.kafka_bootstrap_servers, settings.kafka_config
        ),
        "worker": partial(
            role_health.polling, endpoints.temporal_address, endpoints.temporal_namespace
        ),
    }
    return [ProcessSpec(name, [*OMS, name], check=check) for name, check in checks.items()]


def _port(allocations: Allocations, name: str, setting: str) -> Port:
    fixed = os.environ.get(setting)
    return Port(allocations.port(name, int(fixed) if fixed else None, setting), setting)


def _url(port: Port) -> str:
    return f"http://127.0.0.1:{port.number}"


def _listening(urls: list[str]) -> None:
    """Any answer will do: the vendors ask for a token before anything else."""
    for url in urls:
        httpx.get(url, timeout=_CHECK_SECONDS)


def _ready(url: str) -> None:
    httpx.get(url, timeout=_CHECK_SECONDS).raise_for_status()
