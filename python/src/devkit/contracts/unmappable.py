"""What has no place in the mapping from protobuf to Avro (`docs/avro-mapping.md`)."""

from typing import Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto

TIMESTAMP: Final = "google.protobuf.Timestamp"

# Avro keeps the primitive names from being defined; readers trip over the names of complex types.
_RESERVED_TYPE_NAMES: Final = frozenset(
    {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}
    | {"record", "error", "enum", "array", "map", "fixed", "union"}
)


class UnmappableError(Exception):
    """A contract has no place in the mapping; the text says where and what to write instead."""


def refuse_declaration(named: Descriptor | EnumDescriptor) -> None:
    """Refuse a type that Avro cannot name or that is not proto3."""
    file = FileDescriptorProto()
    named.file.CopyToProto(file)
    if file.syntax != "proto3":
        raise UnmappableError(f"{named.full_name}: only proto3 in a topic; write it in proto3")
    if named.name in _RESERVED_TYPE_NAMES:
        raise UnmappableError(f"{named.full_name}: Avro reserves this name; choose another")
    if named.containing_type:
        raise UnmappableError(
            f"{named.full_name}: no type within a message in a topic; declare it on its own"
        )


def refuse_oneofs(message: Descriptor) -> None:
    """Refuse a message with a oneof."""
    for oneof in message.oneofs:
        # An `optional` field is the only member of a oneof that protoc makes up for it.
        if [f"_{field.name}" for field in oneof.fields] != [oneof.name]:
            raise UnmappableError(
                f"{oneof.full_name}: no oneof in a topic; write `optional` fields and a rule"
            )


def refuse_without_row(field: FieldDescriptor, enclosing: tuple[str, ...]) -> None:
    """Refuse a field whose type has no row, or leads back into a message that encloses it."""
    message = field.message_type
    if message is None or message.full_name == TIMESTAMP:
        return
    if message.GetOptions().map_entry:
        raise UnmappableError(
            f"{field.full_name}: no map in a topic; write a repeated message of key and value"
        )
    if message.file.package == "google.protobuf":
        raise UnmappableError(
            f"{field.full_name}: {message.full_name} is not for topics; of the well-known types "
            "only Timestamp is (write a Duration as an integer with its unit in the name)"
        )
    if message.full_name in enclosing:
        raise UnmappableError(
            f"{field.full_name}: {message.full_name} contains itself; "
            "write a repeated message with references instead"
        )


def refuse_aliases(enum: EnumDescriptor) -> None:
    """Refuse an enum in which a number has two names."""
    if len(enum.values) != len({value.number for value in enum.values}):
        raise UnmappableError(f"{enum.full_name}: two names of one number; drop the alias")
