"""Protoc plugin: writes `<topic>-value.avsc` for each message with `(oms.options.v1.topic)`.

Runs as `python -m devkit.contracts.protoc_gen_avro` with `strategy: all` (`buf.gen.yaml`): the
options' own files must stand in the request. Nothing generated is imported, for `buf generate`
may just be writing it.

Source: https://protobuf.com/docs/plugins
"""

import json
import sys
from collections.abc import Iterable

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pool import DescriptorPool

from devkit.contracts.avro_schema import AvroSchemas
from devkit.contracts.comments import comments
from devkit.contracts.contract_options import ContractOptions, pool_of
from devkit.contracts.unmappable import UnmappableError


def generate(request: CodeGeneratorRequest) -> CodeGeneratorResponse:
    """One file a topic; an error, and no file, when a contract has no place in the mapping."""
    response = CodeGeneratorResponse(
        supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
    )
    try:
        files = _schemas(request)
    except UnmappableError as error:
        response.error = str(error)
        return response
    for name in sorted(files):
        response.file.add(name=name, content=files[name])
    return response


def _schemas(request: CodeGeneratorRequest) -> dict[str, str]:
    pool = pool_of(request.proto_file)
    options = ContractOptions(pool)
    schemas = AvroSchemas(options, comments(request.proto_file))
    files: dict[str, str] = {}
    for message in _messages(pool, request.file_to_generate):
        if topic := options.topic_name(message):
            name = f"{topic}-value.avsc"
            if name in files:
                raise UnmappableError(f"{message.full_name}: topic {topic} has a message already")
            files[name] = json.dumps(schemas.of_topic(message), indent=2, ensure_ascii=False) + "\n"
    return files


def _messages(pool: DescriptorPool, files: Iterable[str]) -> list[Descriptor]:
    return [
        message
        for file in files
        for message in pool.FindFileByName(file).message_types_by_name.values()
    ]


def main() -> None:
    """Answer the request on standard input."""
    request = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    sys.stdout.buffer.write(generate(request).SerializeToString())


if __name__ == "__main__":
    main()
