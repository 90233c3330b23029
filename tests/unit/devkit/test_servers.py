"""Which Temporal is meant: one that the environment names, or our own."""

from os import environ
from pathlib import Path

import pytest
from temporalio.envconfig import ClientConfig

from devkit.stack.component import External
from devkit.stack.servers import Servers, lay_out
from devkit.stack.settings import StackSettings
from devkit.stack.state import Allocations, StateDirectory

PROFILES = """
[profile.default]
address = "cloud.example:7233"
api_key = "secret"
[profile.staging]
address = "staging.example:7233"
namespace = "orders"
"""


@pytest.fixture(autouse=True)
def _profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer who has profiles for servers elsewhere."""
    (tmp_path / "temporal.toml").write_text(PROFILES)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "temporal.toml"))
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TEMPORAL_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def laid_out(directory: Path) -> Servers:
    state = StateDirectory(directory / "state")
    state.create()
    return lay_out(StackSettings(), state, Allocations(state))


def is_external(servers: Servers) -> bool:
    (temporal,) = [part for part in servers.components if part.name == "temporal"]
    return isinstance(temporal, External)


def test_our_own_temporal_is_not_reached_by_a_profile_for_another(tmp_path: Path) -> None:
    servers = laid_out(tmp_path)

    assert not is_external(servers)
    config = ClientConfig.load_client_connect_config(
        override_env_vars={**environ, **servers.endpoints.environment()}
    )
    assert config.get("target_host") == servers.endpoints.temporal_address
    assert config.get("api_key") is None


def test_a_profile_that_is_asked_for_names_an_existing_temporal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_PROFILE", "staging")

    servers = laid_out(tmp_path)

    assert is_external(servers)
    assert servers.endpoints.temporal_address == "staging.example:7233"
    assert servers.endpoints.temporal_namespace == "orders"


def test_an_address_names_an_existing_temporal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "here.example:7233")

    servers = laid_out(tmp_path)

    assert is_external(servers)
    assert servers.endpoints.temporal_address == "here.example:7233"
