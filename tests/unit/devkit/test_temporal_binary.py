import pytest

from devkit.stack import temporal_binary, temporal_build


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)", True),
        ("temporal version 0.0.0-DEV (Server 1.31.0, UI 2.50.1)", True),
        ("temporal version 2.0.0 (Server 2.0.1, UI 3.0.0)", True),
        ("temporal version 1.5.1 (Server 1.30.4, UI 2.42.1)", False),
        ("temporal version 0.9.0 (server 0.9.0) (ui 1.0.0)", False),
        ("", False),
    ],
)
def test_a_temporal_binary_is_used_when_its_server_is_new_enough(text: str, *, verdict: bool):
    assert temporal_binary.is_new_enough(text) is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("go version go1.26.4 linux/amd64", True),
        ("go version go1.26.8 linux/amd64", True),
        ("go version go1.27 darwin/arm64", True),
        ("go version go1.26.3 linux/amd64", False),
        ("go version go1.19.8 linux/amd64", False),
        ("go version devel +abc", False),
    ],
)
def test_a_go_is_used_when_it_is_new_enough(text: str, *, verdict: bool):
    assert temporal_build.is_new_enough(text) is verdict
