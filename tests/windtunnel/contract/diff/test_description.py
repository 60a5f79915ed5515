"""One of the two documents."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff.description import Description, escaped, schema_name, version_of
from windtunnel.kernel.errors import FileError, InconclusiveError

from .changing import described


def with_schemas(**schemas: Any) -> Description:
    """A description with components."""
    return Description(described({}, components={"schemas": schemas}), "api.json")


def test_references_are_followed_to_where_they_end() -> None:
    """With the place where that is."""
    description = with_schemas(A={"$ref": "#/components/schemas/B~1b"}, **{"B/b": {"type": "string"}})
    found, pointer = description.follow({"$ref": "#/components/schemas/A"}, "#/here")
    assert (found, pointer) == ({"type": "string"}, "#/components/schemas/B~1b")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("other.yaml#/A", "leads outside the document"),
        ("http://127.0.0.1/x", "leads outside the document"),
        ("#/components/schemas/None", "leads nowhere"),
        ("#/components/schemas/Loop", "in a circle"),
        ("#/components/schemas/S0", "more than 64 references in a row"),
        ("#Nobody", "leads nowhere"),
    ],
)
def test_references_that_lead_nowhere_are_refused(reference: str, problem: str) -> None:
    """The error names the document."""
    chain = {f"S{number}": {"$ref": f"#/components/schemas/S{number + 1}"} for number in range(100)}
    description = with_schemas(Loop={"$ref": "#/components/schemas/Loop"}, **chain, S100={"type": "string"})
    with pytest.raises(FileError, match=problem) as caught:
        description.follow({"$ref": reference}, "#/here")
    assert caught.value.file == "api.json"


def test_references_to_an_anchor_lead_to_the_schema_that_has_it() -> None:
    """Not to the document."""
    named = {"$anchor": "money", "type": "number"}
    description = with_schemas(A={"properties": {"price": named, "other": {"$dynamicAnchor": "node"}}})
    assert description.follow({"$ref": "#money"}, "#/here") == (named, "#money")
    assert description.follow({"$ref": "#node"}, "#/here")[0] == {"$dynamicAnchor": "node"}


def test_unused_references_are_refused_when_they_lead_away() -> None:
    """Those that lead nowhere hurt nobody until they are used."""
    description = with_schemas(A={})
    description.check_references({"#/components/schemas/A", "#/components/schemas/None"})
    with pytest.raises(FileError, match="outside"):
        description.check_references({"https://example.org/schema.json"})


def test_keywords_beside_a_reference_count_from_31_on() -> None:
    """Before, they mean nothing; the same node gives the same schema every time."""
    node = {"$ref": "#/components/schemas/A", "minLength": 3}
    new = Description(described({}, components={"schemas": {"A": {"type": "string"}}}), "new")
    old = Description(described({}, version="3.0.3", components={"schemas": {"A": {"type": "string"}}}), "old")
    assert new.schema(node, "#")[0] == {"type": "string", "minLength": 3}
    assert new.schema(node, "#")[0] is new.schema(node, "#")[0]
    assert old.schema(node, "#")[0] == {"type": "string"}


def test_schemas_are_levelled_on_demand() -> None:
    """So that 3.0 compares with 3.1."""
    description = Description(described({}, version="3.0.0"), "api", levelled=True)
    schema, _ = description.schema({"type": "string", "nullable": True}, "#")
    assert schema == {"type": ["string", "null"]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"nullable": True, "anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
        ({"nullable": True}, {}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a"]}),
        ({"type": "number", "minimum": 3, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 3}),
    ],
)
def test_nullable_adds_null_to_a_type_and_to_nothing_else(before: Any, after: Any) -> None:
    """As OpenAPI 3.0.3 defines it; a document that is written in 3.1's words afterwards is then no other one."""
    description = Description(described({}, version="3.0.0"), "api", levelled=True)
    assert description.schema(before, "#")[0] == after


@pytest.mark.parametrize(
    "document",
    [[], {}, {"openapi": "4.0.0", "paths": {}}, {"openapi": "3.0.0", "paths": []}, {"swagger": "1.2", "paths": {}}],
)
def test_what_is_no_description_is_refused(document: Any) -> None:
    """With the reason."""
    with pytest.raises(FileError):
        Description(document, "api.json")


def test_an_empty_file_is_told_apart_from_a_list() -> None:
    """The message says which it is."""
    with pytest.raises(FileError, match="is empty"):
        Description(None, "api.yaml")


def test_what_describes_nothing_cannot_be_compared() -> None:
    """That is no finding and no fault of the format."""
    with pytest.raises(InconclusiveError):
        Description({"openapi": "3.1.0"}, "api.json")


def test_extensions_are_no_entries_of_paths() -> None:
    """But a header may be called ``x-``."""
    description = with_schemas()
    node = {"x-next": {"required": True}}
    assert [key for key, _, _ in description.entries(node, "#")] == ["x-next"]
    assert list(description.entries(node, "#", extensible=True)) == []


def test_small_words() -> None:
    """Versions, pointers, names."""
    assert version_of({"openapi": "3.1.0"}) == "3.1"
    assert version_of({"swagger": 2.0}) == "2.0"
    assert escaped("/a~b") == "~1a~0b"
    assert schema_name("#/definitions/A") == schema_name("#/components/schemas/A") == "#/components/schemas/A"
