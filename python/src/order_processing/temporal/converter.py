"""Payloads: binary protobuf is written; JSON protobuf is read too, unknown fields ignored.

Binary has half of JSON's size, and fields that an older worker does not know survive its hands.
"""

from temporalio.converter import (
    BinaryNullPayloadConverter,
    BinaryPlainPayloadConverter,
    BinaryProtoPayloadConverter,
    CompositePayloadConverter,
    DataConverter,
    JSONPlainPayloadConverter,
    JSONProtoPayloadConverter,
)


class ProtobufPayloadConverter(CompositePayloadConverter):
    """Protobuf messages as binary; everything else as the SDK's default converter has it."""

    def __init__(self) -> None:
        """Create the converter; the first encoding that takes a value wins."""
        super().__init__(
            BinaryNullPayloadConverter(),
            BinaryPlainPayloadConverter(),
            BinaryProtoPayloadConverter(),
            JSONProtoPayloadConverter(ignore_unknown_fields=True),
            JSONPlainPayloadConverter(),
        )


data_converter = DataConverter(payload_converter_class=ProtobufPayloadConverter)
