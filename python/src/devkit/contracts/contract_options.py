"""The options of the contracts as a protoc plugin sees them.

A plugin gets files, not generated code: the options' types are found in the pool built of the
request, and the bytes of a descriptor's options are parsed anew with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass


@dataclass(frozen=True)
class Sensitive:
    """What a field's `(oms.options.v1.sensitive)` says."""

    data_class: str
    subject: str


class ContractOptions:
    """Reads `oms.options.v1` and `buf.validate` from the descriptors of one pool.

    Raises:
        KeyError: the pool lacks the options' files; the plugin needs `strategy: all`.
    """

    def __init__(self, pool: DescriptorPool) -> None:
        self._message_options = GetMessageClass(
            pool.FindMessageTypeByName("google.protobuf.MessageOptions")
        )
        self._field_options = GetMessageClass(
            pool.FindMessageTypeByName("google.protobuf.FieldOptions")
        )
        self._topic = pool.FindExtensionByName("oms.options.v1.topic")
        self._sensitive = pool.FindExtensionByName("oms.options.v1.sensitive")
        self._rules = pool.FindExtensionByName("buf.validate.field")

    def topic_name(self, message: Descriptor) -> str | None:
        """The topic whose value the message is; None when it is no topic's."""
        topic = _extension(self._message_options, message, self._topic)
        return None if topic is None else str(topic.name)

    def sensitive(self, field: FieldDescriptor) -> Sensitive | None:
        """Whose and what personal data the field holds; None when it holds none."""
        sensitive = _extension(self._field_options, field, self._sensitive)
        return sensitive and Sensitive(sensitive.data_class, sensitive.subject)

    def required(self, field: FieldDescriptor) -> bool:
        """Whether `(buf.validate.field).required` is set."""
        rules = _extension(self._field_options, field, self._rules)
        return rules is not None and bool(rules.required)


def pool_of(files: Sequence[Any]) -> DescriptorPool:
    """A pool of its own with the files, which stand in the order of their imports."""
    pool = DescriptorPool()
    for file in files:
        pool.Add(file)
    return pool


def _extension(
    options_class: type[Message],
    declared: Descriptor | FieldDescriptor,
    extension: FieldDescriptor,
) -> Any | None:  # noqa: ANN401 - the options' types exist at run time only
    options: Any = options_class.FromString(declared.GetOptions().SerializeToString())
    return options.Extensions[extension] if options.HasExtension(extension) else None
