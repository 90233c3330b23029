"""The Avro schemas of the topics, packaged with the generated code."""

from functools import cache
from importlib.resources import files

from order_processing.contracts import ContractError, Topic


@cache
def schema_text(topic: Topic) -> str:
    """The schema of the topic's values, as JSON.

    Raises:
        ContractError: the topic has no schema; `buf generate` writes it.
    """
    schema = files("oms.schemas").joinpath(f"{topic.subject}.avsc")
    if not schema.is_file():
        raise ContractError(f"{topic.name} has no Avro schema; run `make generate`")
    return schema.read_text(encoding="utf-8")
