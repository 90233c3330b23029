"""The configuration of librdkafka that every Kafka client here shares."""

from configparser import ConfigParser, Error
from pathlib import Path

from order_processing.kafka.errors import MisconfiguredError
from order_processing.settings import Settings

Configuration = dict[str, str | int | float | bool]


def client_config(settings: Settings) -> Configuration:
    """The brokers, and what the properties file of `OMS_KAFKA_CONFIG` adds (SASL, TLS, ...).

    Raises:
        MisconfiguredError: the file cannot be read.

    Source: https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
    """
    properties = _properties(settings.kafka_config) if settings.kafka_config else {}
    return {**properties, "bootstrap.servers": settings.kafka_bootstrap_servers}


def _properties(path: Path) -> dict[str, str]:
    """Lines of `property=value`; lines that begin with `#` are comments."""
    section = "librdkafka"
    parser = ConfigParser(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
    try:
        parser.read_string(f"[{section}]\n{path.read_text(encoding='utf-8')}")
    except (OSError, UnicodeDecodeError, Error) as error:
        # The parser's own text quotes the line, which may hold a password.
        raise MisconfiguredError(
            f"OMS_KAFKA_CONFIG: {path} cannot be read ({type(error).__name__}): "
            "write one `property=value` a line"
        ) from None
    return dict(parser[section])
