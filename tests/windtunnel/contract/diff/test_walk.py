"""Walking down a pair of schemas."""

from __future__ import annotations

from typing import Any

from windtunnel.contract.diff.circles import number_circles
from windtunnel.contract.diff.finding import Direction, Finding, Subject
from windtunnel.contract.diff.rules.hit import View
from windtunnel.contract.diff.walk import Place, judge_schemas, walk

from .changing import TODAY, pairs_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def refer(name: str) -> dict[str, str]:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def paths(old: Any, new: Any, **components: Any) -> list[str]:
    """The paths of what is visited."""
    pair, pairs = pairs_of(old, new, **components)
    number_circles(pairs)
    return [visit.path for visit in walk(pair)]


def judged(old: Any, new: Any, **components: Any) -> list[tuple[str, str, str]]:
    """What is found in a response body: identifier, level, property."""
    pair, pairs = pairs_of(old, new, **components)
    number_circles(pairs)
    found: list[Finding] = []
    view = View(Direction.RESPONSE, TODAY, is_body=True)
    judge_schemas(pair, Place(Subject("GET", "/a"), "paths", "the 200 response", "200", view), found.append)
    return [(each.id, each.level.name, each.property) for each in found]


def test_only_what_differs_is_visited() -> None:
    """Parents first, properties by name."""
    old = {"properties": {"b": TEXT, "a": {"items": TEXT}, "c": TEXT}}
    new = {"properties": {"b": NUMBER, "a": {"items": NUMBER}, "c": TEXT}}
    assert paths(old, new) == ["", "a", "a/items", "b"]


def test_every_keyword_that_holds_schemas_is_walked() -> None:
    """None is forgotten."""
    keywords = (
        "not", "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "if", "then", "else", "contentSchema",
    )  # fmt: skip

    def holding(schema: Any) -> dict[str, Any]:
        named = {key: {"n": schema} for key in ("patternProperties", "dependentSchemas")}
        listed = {key: [schema] for key in ("allOf", "anyOf", "oneOf", "prefixItems")}
        return {**dict.fromkeys(keywords, schema), **named, **listed, "properties": {"p": schema}}

    visited = set(paths(holding(TEXT), holding(NUMBER)))
    assert visited >= {*keywords, "p", "patternProperties[n]", "dependentSchemas[n]", "prefixItems[0]"}
    assert visited >= {"allOf[#1]", "anyOf[#1]", "oneOf[#1]"}


def test_definitions_are_visited_where_they_are_used() -> None:
    """Not where they are written."""
    assert paths({"$defs": {"a": TEXT}}, {"$defs": {"a": NUMBER}}) == [""]


def test_what_several_references_lead_to_is_visited_once() -> None:
    """Through the first."""
    old = {"properties": {"a": refer("A"), "b": refer("A")}}
    new = {"properties": {"a": refer("B"), "b": refer("B")}}
    assert paths(old, new, A=TEXT, B=NUMBER) == ["", "a"]


def test_a_circle_ends() -> None:
    """Every schema on it is visited once for each way in."""
    shared = {
        "A": {"properties": {"next": refer("A"), "name": TEXT}},
        "B": {"properties": {"next": refer("B"), "name": NUMBER}},
    }
    assert paths({"items": refer("A")}, {"items": refer("B")}, **shared) == ["", "items", "items/name"]


def test_what_is_below_all_of_is_at_most_a_warning() -> None:
    """The other parts may say what this one no longer says."""
    old = {"properties": {"a": {"allOf": [{"properties": {"x": TEXT}}]}, "b": TEXT}}
    new = {"properties": {"a": {"allOf": [{"properties": {"x": NUMBER}}]}, "b": NUMBER}}
    assert judged(old, new) == [
        ("response-property-type-changed", "WARN", "a/allOf[#1]/x"),
        ("response-property-type-changed", "ERR", "b"),
    ]


def test_a_body_with_all_of_lowers_everything_in_it() -> None:
    """The whole body is one part of what is promised."""
    part = {"title": "t"}
    old = {"allOf": [part], "properties": {"b": TEXT}}
    new = {"allOf": [part], "properties": {"b": NUMBER}}
    assert judged(old, new) == [("response-property-type-changed", "WARN", "b")]


def test_what_does_not_come_cannot_break_who_reads() -> None:
    """A write-only property is none of the reader's business."""
    old = {"properties": {"secret": {**TEXT, "writeOnly": True}}}
    new = {"properties": {"secret": {**NUMBER, "writeOnly": True}}}
    assert judged(old, new) == [("response-property-type-changed", "INFO", "secret")]


def test_schemas_that_are_the_same_are_not_judged() -> None:
    """Nothing is found."""
    found: list[Finding] = []
    judge_schemas(None, Place(Subject(), "paths", "", "", View(Direction.REQUEST, TODAY)), found.append)
    assert found == []
