"""Doc comments of `.proto` files, by the full name of what they describe."""

from collections.abc import Iterable, Iterator

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
)

_Path = tuple[int, ...]

_MESSAGES = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER
_ENUMS = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER
_FIELDS = DescriptorProto.FIELD_FIELD_NUMBER
_NESTED_MESSAGES = DescriptorProto.NESTED_TYPE_FIELD_NUMBER
_NESTED_ENUMS = DescriptorProto.ENUM_TYPE_FIELD_NUMBER


def comments(files: Iterable[FileDescriptorProto]) -> dict[str, str]:
    """The leading comments of messages, fields and enums; what has none is left out.

    Lines of a paragraph are joined, so that wrapping a comment anew changes nothing.

    Source: https://protobuf.com/docs/descriptors#source-code-info
    """
    return {name: text for file in files for name, text in _of_file(file) if text}


def _of_file(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    texts = {
        tuple(location.path): _paragraphs(location.leading_comments)
        for location in file.source_code_info.location
    }
    for path, name in _names(file):
        yield name, texts.get(path, "")


def _names(file: FileDescriptorProto) -> Iterator[tuple[_Path, str]]:
    for index, message in enumerate(file.message_type):
        yield from _names_of_message((_MESSAGES, index), file.package, message)
    for index, enum in enumerate(file.enum_type):
        yield (_ENUMS, index), _full_name(file.package, enum)


def _names_of_message(
    path: _Path, scope: str, message: DescriptorProto
) -> Iterator[tuple[_Path, str]]:
    name = _full_name(scope, message)
    yield path, name
    for index, field in enumerate(message.field):
        yield (*path, _FIELDS, index), f"{name}.{field.name}"
    for index, nested in enumerate(message.nested_type):
        yield from _names_of_message((*path, _NESTED_MESSAGES, index), name, nested)
    for index, enum in enumerate(message.enum_type):
        yield (*path, _NESTED_ENUMS, index), _full_name(name, enum)


def _full_name(scope: str, declared: DescriptorProto | EnumDescriptorProto) -> str:
    return f"{scope}.{declared.name}" if scope else declared.name


def _paragraphs(comment: str) -> str:
    paragraphs: list[list[str]] = [[]]
    for line in comment.splitlines():
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines)
