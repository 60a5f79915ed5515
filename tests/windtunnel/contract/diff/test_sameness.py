"""What need not be looked at twice."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff.description import Description
from windtunnel.contract.diff.sameness import Sameness, check_references, references, written
from windtunnel.kernel.errors import FileError, InconclusiveError

from .changing import described


def sameness(old: dict[str, Any], new: dict[str, Any], version: str = "3.1.0") -> Sameness:
    """Two descriptions that differ in their component schemas."""
    return Sameness(
        Description(described({}, components={"schemas": old}), "old"),
        Description(described({}, version=version, components={"schemas": new}), "new"),
    )


def refer(name: str) -> dict[str, str]:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def test_what_is_written_alike_is_the_same_when_all_it_refers_to_is() -> None:
    """However far away the difference is."""
    old = {"A": {"items": refer("B")}, "B": {"items": refer("C")}, "C": {"type": "string"}, "D": {"type": "string"}}
    judged = sameness(old, {**old, "C": {"type": "integer"}})
    assert not judged.same(refer("A"), refer("A"))
    assert judged.same(refer("D"), refer("D"))
    assert not judged.same(refer("D"), refer("C"))


def test_circles_are_the_same_until_something_on_them_differs() -> None:
    """Whichever pair of the circle is asked for first."""
    old = {"A": {"items": refer("B")}, "B": {"items": refer("A"), "title": "b"}}
    assert sameness(old, dict(old)).same(refer("A"), refer("A"))
    other = sameness(old, {**old, "B": {"items": refer("A"), "title": "c"}})
    assert not other.same(refer("A"), refer("A"))
    assert not other.same(refer("B"), refer("B"))


def test_one_is_not_true() -> None:
    """Though Python says so."""
    judged = sameness({}, {})
    assert not judged.same({"const": 1}, {"const": True})
    assert judged.same({"const": 1, "type": "x"}, {"type": "x", "const": 1})


def test_two_versions_of_openapi_mean_different_things_by_the_same_words() -> None:
    """So nothing is the same for certain."""
    assert not sameness({}, {}, version="3.0.0").same({"type": "string"}, {"type": "string"})


def test_data_holds_no_references() -> None:
    """An example may look like one; a property may be called like a keyword."""
    node = {
        "example": {"$ref": "no.json"},
        "x-note": {"$ref": "no.json"},
        "properties": {"example": {"$ref": "#/a"}, "$ref": {"allOf": [{"$ref": "#/b"}]}},
        "items": {"$ref": "#/c", "allOf": [{"$ref": "#/d"}]},
    }
    assert references(node) == {"#/a", "#/b", "#/c", "#/d"}


@pytest.mark.parametrize("value", [{"$ref": "no.json"}, {"$ref": "#/a", "text": '"$ref":"no.json"'}, 2**70])
def test_what_only_looks_like_a_reference_is_not_refused(value: Any) -> None:
    """An example may hold anything; a schema may not refer to a file."""
    check_references(Description(described({}, components={"schemas": {"A": {"example": value}}}), "new"))
    leads_away = {"A": {"example": value, "items": {"$ref": 'other.json#/\u00e9"q'}}}
    with pytest.raises(FileError, match="outside the document"):
        check_references(Description(described({}, components={"schemas": leads_away}), "new"))


def test_what_is_nested_too_deeply_cannot_be_compared() -> None:
    """It is refused, not crashed on."""
    node: Any = {}
    for _ in range(2000):
        node = {"items": node}
    with pytest.raises(InconclusiveError, match="deep"):
        written(node)
