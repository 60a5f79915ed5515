"""One of the two documents of a comparison: its version, its references, its schemas."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from windtunnel.kernel.errors import FileError, InconclusiveError

from ..dialect import level

Node = Mapping[str, Any]

EMPTY: Node = {}
REFERENCES_MAX = 64
ANCHORS = ("$anchor", "$dynamicAnchor")
SWAGGER_SCHEMAS = "#/definitions/"
COMPONENT_SCHEMAS = "#/components/schemas/"
LINKED_FILES = "x-windtunnel-files"
"""Where the files that a description is split into stand in it."""


_NOWHERE = object()


class _NowhereError(FileError):
    """A reference leads to nothing."""


class Description:
    """A document in which references are followed.

    Args:
        document: the whole document; every key a text.
        name: for errors.
        levelled: whether schemas are read in the words of JSON Schema 2020-12, to be comparable with OpenAPI 3.1.

    Raises:
        FileError: it is not an OpenAPI document, or its version is not known.
    """

    def __init__(self, document: Any, name: str, *, levelled: bool = False) -> None:
        self.document = _checked(document, name)
        self.name = name
        self.version = version_of(document)
        self.levelled = levelled
        self._worded_schemas: dict[int, Node] = {}
        self._schemas: dict[int, tuple[Node | bool, str, Any]] = {}
        self._targets: dict[str, Any] = {}
        self.memory: dict[Any, Any] = {}
        """What readers of this document have worked out, by a key of their own."""

    @property
    def is_swagger(self) -> bool:
        """Whether it is Swagger 2.0."""
        return self.version == "2.0"

    def follow(self, node: Any, pointer: str) -> tuple[Any, str]:
        """Return what a node stands for and the JSON pointer of that.

        Raises:
            FileError: its reference leads outside the document, nowhere, or in a circle.
        """
        seen: set[str] = set()
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            if node["$ref"] in seen:
                raise FileError("references lead in a circle", file=self.name, place=pointer)
            if len(seen) == REFERENCES_MAX:
                raise FileError(f"more than {REFERENCES_MAX} references in a row", file=self.name, place=pointer)
            seen.add(node["$ref"])
            node, pointer = self.target(node["$ref"], pointer)
        return node, pointer

    def target(self, reference: str, place: str = "") -> tuple[Any, str]:
        """Return what a reference leads to and its JSON pointer.

        Raises:
            FileError: it leads outside the document or nowhere.
        """
        if reference in self._targets:
            return self._targets[reference], reference
        if not reference.startswith("#"):
            raise FileError(f"reference {reference!r} leads outside the document", file=self.name, place=place)
        fragment = unquote(reference[1:])
        if fragment and not fragment.startswith("/"):
            node = self._anchored.get(fragment, _NOWHERE)
        else:
            node = _at(self.document, fragment)
        if node is _NOWHERE:
            raise _NowhereError(f"reference {reference!r} leads nowhere", file=self.name, place=place)
        self._targets[reference] = node
        return node, reference

    @cached_property
    def _anchored(self) -> Mapping[str, Node]:
        """The schemas that have a name of their own (``$anchor``), by it; of equal names the first counts."""
        found: dict[str, Node] = {}
        pending: list[Any] = [self.document]
        while pending:
            node = pending.pop()
            if isinstance(node, dict):
                for keyword in ANCHORS:
                    if isinstance(node.get(keyword), str):
                        found.setdefault(node[keyword], node)
            below = list(node.values()) if isinstance(node, dict) else node
            pending.extend(each for each in reversed(below) if isinstance(each, dict | list))
        return found

    def check_references(self, references: Iterable[str]) -> None:
        """Refuse references that lead outside the document or in a circle, used or not.

        Raises:
            FileError: one does.
        """
        for reference in references:
            if reference.startswith("#"):
                with contextlib.suppress(_NowhereError):  # an error only where it is used
                    self.follow({"$ref": reference}, reference)
            else:
                self.target(reference)

    def schema(self, node: Any, pointer: str) -> tuple[Node | bool, str]:
        """Return the schema that a node stands for, references followed, and its JSON pointer.

        From OpenAPI 3.1 on, keywords beside a reference count as well; before, they mean nothing.

        Raises:
            FileError: its reference leads nowhere, or it is not a schema.
        """
        known = self._schemas.get(id(node))
        if known is None:
            found, place = self.follow(node, pointer)
            if not isinstance(found, dict | bool):
                raise FileError(f"not a schema but {type(found).__name__}", file=self.name, place=place)
            known = self._schemas[id(node)] = self._read(node, found), place, node
        return known[0], known[1]

    def _read(self, node: Any, found: Node | bool) -> Node | bool:
        if isinstance(found, bool):
            return found
        if found is not node and len(node) > 1 and self.version not in {"2.0", "3.0"}:
            return self._worded({**found, **{key: value for key, value in node.items() if key != "$ref"}})
        known = self._worded_schemas.get(id(found))
        if known is None:
            known = self._worded_schemas[id(found)] = self._worded(found)
        return known

    def _worded(self, schema: Node) -> Node:
        """Return a schema in the words in which the documents are compared."""
        if self.is_swagger or isinstance(schema.get("items"), list):
            schema = _modern(schema)
        return _strictly_levelled(schema) if self.levelled else schema

    def mapping(self, node: Any, pointer: str) -> tuple[Node, str]:
        """Return the object that a node stands for, references followed, and its JSON pointer; absent is empty.

        Raises:
            FileError: its reference leads nowhere, or it is not an object.
        """
        found, place = self.follow(node, pointer)
        if found is None:
            return EMPTY, place
        if not isinstance(found, dict):
            raise FileError(f"not an object but {type(found).__name__}", file=self.name, place=place)
        return found, place

    def entries(self, node: Any, pointer: str, *, extensible: bool = False) -> Iterator[tuple[str, Node, str]]:
        """Return the named objects of a node, references followed.

        Args:
            node: the object that names them.
            pointer: where it stands.
            extensible: whether names that begin with ``x-`` are extensions, as in paths and responses.

        Raises:
            FileError: a reference leads nowhere, or something is not an object.
        """
        found, place = self.mapping(node, pointer)
        for key, value in found.items():
            if not (extensible and key.startswith("x-")):
                yield key, *self.mapping(value, f"{place}/{escaped(key)}")


def _at(document: Any, pointer: str) -> Any:
    """Return what stands at a JSON pointer, ``_NOWHERE`` when nothing does."""
    node = document
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return _NOWHERE
    return node


def _strictly_levelled(schema: Node) -> Node:
    """Return a schema in the words of JSON Schema 2020-12, taking ``nullable`` as OpenAPI 3.0.3 defines it.

    It adds null to a type that stands beside it, and says nothing without one; an enum has to list null itself.
    """
    if "type" not in schema and "nullable" in schema:
        schema = {key: value for key, value in schema.items() if key != "nullable"}
    levelled = level(schema)
    return {**levelled, "enum": schema["enum"]} if "enum" in schema else levelled


def _modern(schema: Node) -> Node:
    """Return a schema of Swagger 2.0 in the words of OpenAPI 3; a list of ``items`` is how a list begins."""
    changed: dict[str, Any] = {}
    if schema.get("x-nullable") is True:
        changed["nullable"] = True
    if schema.get("type") == "file":
        changed |= {"type": "string", "format": "binary"}
    if isinstance(schema.get("items"), list):
        changed["prefixItems"] = schema["items"]
    if not changed:
        return schema
    dropped = {"x-nullable"} | ({"items"} if "prefixItems" in changed else set())
    return {**{key: value for key, value in schema.items() if key not in dropped}, **changed}


def version_of(document: Any) -> str:
    """Return major and minor version of a document: ``2.0``, ``3.0``, ``3.1``; empty when it names none."""
    if not isinstance(document, dict):
        return ""
    named = str(document.get("openapi") or document.get("swagger") or "")
    return ".".join(named.split(".")[:2])


def escaped(key: str) -> str:
    """Return a key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def schema_name(reference: str) -> str:
    """Return a reference to a schema in the words of OpenAPI 3, so that references of both documents compare.

    A schema that stands in a file of its own is called as the file is.
    """
    if reference.startswith(f"#/{LINKED_FILES}/"):
        last = reference.replace("~1", "/").rpartition("/")[2]
        return COMPONENT_SCHEMAS + last.removesuffix(".json").removesuffix(".yaml").removesuffix(".yml")
    if reference.startswith(SWAGGER_SCHEMAS):
        return COMPONENT_SCHEMAS + reference.removeprefix(SWAGGER_SCHEMAS)
    return reference


def _checked(document: Any, name: str) -> Node:
    if document is None:
        raise FileError("not an OpenAPI document: it is empty", file=name)
    if not isinstance(document, dict):
        raise FileError("not an OpenAPI document: the top level is not an object", file=name)
    version = version_of(document)
    if version != "2.0" and not version.startswith("3."):
        found = f"version {version}" if version else "neither 'openapi' nor 'swagger' at the top level"
        raise FileError(f"not an OpenAPI document ({found}); 2.0 and 3.x are known", file=name)
    for key in ("paths", "webhooks", "components", "definitions"):
        if not isinstance(document.get(key, EMPTY), dict):
            raise FileError(f"'{key}' is not an object", file=name, place=key)
    if not any(key in document for key in ("paths", "webhooks", "components")):
        raise InconclusiveError(f"{name}: describes nothing: no paths, webhooks or components")
    return document
