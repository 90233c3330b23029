"""The configuration of Kafka's clients: the setting's brokers, and the properties file."""

from pathlib import Path

import pytest

from order_processing.kafka.config import client_config
from order_processing.kafka.errors import MisconfiguredError
from order_processing.settings import Settings


def settings(path: Path | None) -> Settings:
    return Settings(kafka_bootstrap_servers="broker:9092", kafka_config=path)


def written(directory: Path, text: str) -> Path:
    path = directory / "kafka.properties"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_the_brokers_alone():
    assert client_config(settings(None)) == {"bootstrap.servers": "broker:9092"}


def test_a_file_adds_properties_as_they_stand(tmp_path: Path):
    path = written(
        tmp_path,
        "# for the cloud\n\nsecurity.protocol = SASL_SSL\nsasl.password=a%b=c;#d: e\n",
    )

    assert client_config(settings(path)) == {
        "bootstrap.servers": "broker:9092",
        "security.protocol": "SASL_SSL",
        "sasl.password": "a%b=c;#d: e",
    }


def test_the_brokers_of_the_setting_count_more_than_the_files(tmp_path: Path):
    path = written(tmp_path, "bootstrap.servers=other:9092\n")

    assert client_config(settings(path)) == {"bootstrap.servers": "broker:9092"}


@pytest.mark.parametrize(
    "text", ["hunter2\n", "sasl.password=hunter2\nsasl.password=hunter2\n", "[hunter2"]
)
def test_a_file_that_cannot_be_read_is_named_and_its_passwords_are_not(tmp_path: Path, text: str):
    path = written(tmp_path, text)

    with pytest.raises(MisconfiguredError, match="OMS_KAFKA_CONFIG") as error:
        client_config(settings(path))

    assert str(path) in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(MisconfiguredError, match=r"missing\.properties"):
        client_config(settings(tmp_path / "missing.properties"))
