"""A setting that is wrong is said by its name, in a line, and its value by nobody."""

import pytest
from pydantic import SecretStr

from order_processing.cli import main, mendable
from order_processing.pims.client import PimsClient


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What `oms setup` says with a setting."""

    def run(setting: str, value: str) -> str:
        monkeypatch.setenv(setting, value)
        monkeypatch.setattr("sys.argv", ["oms", "setup", "--check"])
        with pytest.raises(SystemExit) as ended:
            main.app()
        assert ended.value.code == 2
        output = capsys.readouterr()
        assert output.out == ""
        return output.err

    return run


@pytest.mark.parametrize(
    "url",
    [
        "hidden",
        "hidden://somewhere/orders",
        "mysql://me:hidden@localhost/orders",
        "sqlite:///hidden",
        "postgresql://me:hidden@localhost:hidden/orders",
    ],
)
def test_a_database_url_that_is_none_is_said(told, url: str):
    error = told("OMS_DATABASE_URL", url)
    assert error.startswith("oms: OMS_DATABASE_URL is not the URL of a PostgreSQL database: ")
    assert error.count("\n") == 1
    assert "hidden" not in error


def test_a_malformed_value_is_said(told):
    error = told("OMS_ORDER_TTL", "hidden")
    assert error.startswith("OMS_ORDER_TTL: ")
    assert error.count("\n") == 1
    assert "hidden" not in error


def test_a_missing_token_is_said_by_the_setting():
    with pytest.raises(ValueError, match="token") as raised:
        PimsClient("http://pims", SecretStr(""))
    told = mendable.told(raised.value)
    assert told is not None
    (line,) = told.lines
    assert line.startswith("oms: OMS_PIMS_TOKEN is not set")


def test_a_defect_keeps_its_traceback():
    assert mendable.told(ValueError("of no setting")) is None
    assert mendable.told(KeyError("OMS_DATABASE_URL")) is None
