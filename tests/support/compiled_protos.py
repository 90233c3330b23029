"""Contracts of a test's own, compiled when the test runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc_tools
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message import Message
from grpc_tools import protoc

from devkit.contracts.protoc_gen_avro import generate

REPOSITORY = Path(__file__).parents[2]

_INCLUDES = (
    REPOSITORY / "proto",
    REPOSITORY / "third_party/proto",
    Path(grpc_tools.__file__).parent / "_proto",
)

_HEADER = """
syntax = "proto3";
package example.v1;
import "buf/validate/validate.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "oms/options/v1/options.proto";
"""


def plugin_request(proto: Path) -> CodeGeneratorRequest:
    """What the plugin gets from `buf generate` for one file."""
    image = proto.with_suffix(".image")
    arguments = [f"-I{folder}" for folder in (proto.parent, *_INCLUDES)]
    exit_code = protoc.main(
        [
            "protoc",
            *arguments,
            "--include_imports",
            "--include_source_info",
            f"--descriptor_set_out={image}",
            str(proto),
        ]
    )
    assert exit_code == 0, proto.read_text()
    files = FileDescriptorSet.FromString(image.read_bytes())
    image.unlink()
    return CodeGeneratorRequest(file_to_generate=[proto.name], proto_file=files.file)


def example_request(directory: Path, declarations: str) -> CodeGeneratorRequest:
    """The request for a file with these declarations in the package `example.v1`."""
    proto = directory / "example.proto"
    proto.write_text(_HEADER + declarations)
    return plugin_request(proto)


def topic(fields: str, name: str = "Example") -> str:
    """The declaration of a message that is the value of the topic `example`."""
    option = 'option (oms.options.v1.topic) = {name: "example"};'
    return f"message {name} {{ {option} {fields} }}"


def generated_files(request: CodeGeneratorRequest) -> dict[str, str]:
    """The plugin's files by name."""
    response = generate(request)
    assert not response.error, response.error
    return {file.name: file.content for file in response.file}


def refusal(request: CodeGeneratorRequest) -> str:
    """The text with which the plugin refuses."""
    response = generate(request)
    assert not response.file
    return response.error


def message_class(request: CodeGeneratorRequest, full_name: str) -> type[Message]:
    """The class of a message, as generated code would have it."""
    pool: Any = descriptor_pool.Default()
    for file in _unknown_files(pool, request):
        pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(full_name))


def _unknown_files(pool: Any, request: CodeGeneratorRequest) -> Sequence[Any]:
    return [file for file in request.proto_file if not _known(pool, file.name)]


def _known(pool: Any, name: str) -> bool:
    try:
        pool.FindFileByName(name)
    except KeyError:
        return False
    return True
