"""An operation as every version of OpenAPI means it: parameters, body, responses, security."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.kernel.errors import FileError

from .description import Description, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a schema.

    Args:
        schema: as it is written; ``None`` when there is none.
        pointer: where it stands, or would stand.
    """

    schema: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter.

    Args:
        name: of the parameter.
        location: path, query, header or cookie.
        required: whether it must be sent.
        slot: its schema.
        node: as it is written, references followed.
        pointer: where it stands.
        of_path: whether the path item has it, not the operation.
    """

    name: str
    location: str
    required: bool
    slot: Slot
    node: Node
    pointer: str
    of_path: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it; the name of a header has no case."""
        return self.location, self.name.lower() if self.location == "header" else self.name


@dataclass(frozen=True, slots=True)
class Media:
    """What is sent or answered in one media type.

    Args:
        slot: schema of the whole.
        item_slot: schema of one item of a stream (OpenAPI 3.2).
        pointer: where it stands.
    """

    slot: Slot
    item_slot: Slot
    pointer: str


@dataclass(frozen=True, slots=True)
class Body:
    """A request body; ``content`` by media type."""

    required: bool
    content: Mapping[str, Media]
    pointer: str


@dataclass(frozen=True, slots=True)
class Header:
    """A response header, its name as it is written."""

    name: str
    required: bool
    slot: Slot
    pointer: str


@dataclass(frozen=True, slots=True)
class Response:
    """A response; headers by name in lower case, content by media type."""

    headers: Mapping[str, Header]
    content: Mapping[str, Media]
    pointer: str


@dataclass(frozen=True)
class Operation:
    """An operation in normal form.

    Args:
        method: upper case.
        path: template.
        node: as it is written.
        pointer: where it stands.
        parameters: of the operation and of its path item, the operation's own first.
        body: ``None`` when none is described.
        responses: by status code, ``default`` or range.
    """

    method: str
    path: str
    node: Node
    pointer: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, Response]

    @property
    def id(self) -> str:
        """Its operationId; empty when it has none."""
        return str(self.node.get("operationId") or "")

    @property
    def security(self) -> list[Any] | None:
        """The alternatives that it declares itself; ``None`` when it inherits the document's."""
        declared = self.node.get("security")
        return declared if isinstance(declared, list) else None


@dataclass(frozen=True)
class PathItem:
    """The operations of one path, as they are written.

    Args:
        path: template, or name of the webhook.
        node: as it is written, references followed.
        pointer: where it stands.
        methods: in lower case, in the order of the specification.
    """

    path: str
    node: Node
    pointer: str
    methods: tuple[str, ...] = field(default=())


def path_items(description: Description, section: str) -> dict[str, PathItem]:
    """Return the path items of a section, ``paths`` or ``webhooks``, by path or name.

    Raises:
        FileError: one is not an object, or a reference leads nowhere.
    """
    found = {}
    for path, node, pointer in description.entries(
        description.document.get(section), f"#/{section}", extensible=section == "paths"
    ):
        methods = tuple(method for method in METHODS if node.get(method) is not None)
        found[path] = PathItem(path, node, pointer, methods)
    return found


def read_operation(description: Description, item: PathItem, method: str) -> Operation:
    """Return one operation of a path item.

    Raises:
        FileError: it is malformed, or a reference leads nowhere.
    """
    node, pointer = description.mapping(item.node[method], f"{item.pointer}/{method}")
    own = list(parameters(description, node, pointer, of_path=False))
    seen = {each.key for each in own}
    inherited = parameters(description, item.node, item.pointer, of_path=True)
    return Operation(
        method=method.upper(),
        path=item.path,
        node=node,
        pointer=pointer,
        parameters=(*own, *(each for each in inherited if each.key not in seen)),
        body=_body(description, node, pointer),
        responses={
            status: _response(description, response, place)
            for status, response, place in description.entries(
                node.get("responses"), f"{pointer}/responses", extensible=True
            )
        },
    )


def parameters(description: Description, node: Node, pointer: str, *, of_path: bool) -> Iterator[Parameter]:
    """Return the parameters that a node lists.

    Raises:
        FileError: one is malformed, or a reference leads nowhere.
    """
    listed = node.get("parameters", [])
    if not isinstance(listed, list):
        raise FileError("'parameters' is not a list", file=description.name, place=pointer)
    for index, entry in enumerate(listed):
        found, place = description.mapping(entry, f"{pointer}/parameters/{index}")
        name, location = found.get("name"), found.get("in")
        if not isinstance(name, str) or not isinstance(location, str):
            raise FileError("a parameter without 'name' or 'in'", file=description.name, place=place)
        slot = Slot(found.get("schema"), f"{place}/schema")
        yield Parameter(name, location, found.get("required") is True, slot, found, place, of_path)


def content(description: Description, node: Node, pointer: str) -> dict[str, Media]:
    """Return what a node describes, by media type.

    Raises:
        FileError: it is malformed, or a reference leads nowhere.
    """
    return {
        name: Media(
            Slot(media.get("schema"), f"{place}/schema"), Slot(media.get("itemSchema"), f"{place}/itemSchema"), place
        )
        for name, media, place in description.entries(node.get("content"), f"{pointer}/content")
    }


def _body(description: Description, node: Node, pointer: str) -> Body | None:
    if node.get("requestBody") is None:
        return None
    found, place = description.mapping(node["requestBody"], f"{pointer}/requestBody")
    return Body(found.get("required") is True, content(description, found, place), place)


def _response(description: Description, node: Node, pointer: str) -> Response:
    """Return a response; one that many operations refer to is read once."""
    key = "response", id(node), pointer
    if key not in description.memory:
        description.memory[key] = _read_response(description, node, pointer)
    found: Response = description.memory[key]
    return found


def _read_response(description: Description, node: Node, pointer: str) -> Response:
    return Response(
        headers={
            name.lower(): Header(
                name, header.get("required") is True, Slot(header.get("schema"), f"{place}/schema"), place
            )
            for name, header, place in description.entries(node.get("headers"), f"{pointer}/headers")
        },
        content=content(description, node, pointer),
        pointer=pointer,
    )
