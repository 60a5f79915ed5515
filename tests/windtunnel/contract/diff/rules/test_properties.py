"""Properties: existence, requiredness, nullability, mutability."""

from __future__ import annotations

import pytest

from ..changing import between, findings_between, in_request, in_response, query, request, response

TEXT = {"type": "string"}


def thing(*required: str, **properties: object) -> dict[str, object]:
    """An object schema."""
    return {"type": "object", "required": list(required), "properties": properties}


def sent(old: object, new: object) -> list[tuple[str, str]]:
    """What is found between two request bodies."""
    return between(request(old), request(new))


def come(old: object, new: object) -> list[tuple[str, str]]:
    """What is found between two response bodies."""
    return between(response(old), response(new))


def test_a_property_that_must_be_sent_breaks_who_does_not_know_it() -> None:
    """One that may be sent breaks nobody, and neither does one that must not."""
    assert sent(thing(), thing("a", a=TEXT)) == [("new-required-request-property", "ERR")]
    assert sent(thing(), thing("a", a={**TEXT, "default": "x"})) == [
        ("new-required-request-property-with-default", "ERR")
    ]
    assert sent(thing(), thing(a=TEXT)) == [("new-optional-request-property", "INFO")]
    assert sent(thing(), thing("a", a={**TEXT, "readOnly": True})) == []


def test_a_property_that_always_came_is_missed() -> None:
    """One that came sometimes was handled before."""
    assert come(thing("a", a=TEXT), thing()) == [("response-required-property-removed", "ERR")]
    assert come(thing(a=TEXT), thing()) == [("response-optional-property-removed", "INFO")]
    assert come(thing("a", a={**TEXT, "writeOnly": True}), thing()) == [
        ("response-required-write-only-property-removed", "INFO")
    ]
    assert come(thing(), thing("a", a=TEXT)) == [("response-required-property-added", "INFO")]


def test_an_announced_removal_is_no_surprise() -> None:
    """Before the date it is, after the date nothing is said."""
    gone = {**TEXT, "deprecated": True}
    assert come(thing("a", a=gone), thing()) == [("response-required-property-removed-with-deprecation", "INFO")]
    early, late = {**gone, "x-sunset": "2030-01-01"}, {**gone, "x-sunset": "2020-01-01"}
    assert come(thing("a", a=early), thing()) == [("response-required-property-removed-before-sunset", "ERR")]
    assert come(thing("a", a=late), thing()) == []
    assert sent(thing(a=TEXT), thing()) == [("request-property-removed", "WARN")]


def test_a_property_that_must_or_need_not_be_there() -> None:
    """Requiredness breaks who sends, its loss who reads."""
    free, bound = thing(a=TEXT), thing("a", a=TEXT)
    assert sent(free, bound) == [("request-property-became-required", "ERR")]
    assert sent(bound, free) == [("request-property-became-optional", "INFO")]
    assert come(bound, free) == [("response-property-became-optional", "ERR")]
    assert come(free, bound) == [("response-property-became-required", "INFO")]
    default = {**TEXT, "default": "x"}
    assert sent(thing(a=default), thing("a", a=default)) == [("request-property-became-required-with-default", "ERR")]


def test_requiredness_of_what_does_not_come_is_harmless() -> None:
    """A write-only property never comes."""
    secret = {**TEXT, "writeOnly": True}
    assert come(thing("a", a=secret), thing(a=secret)) == [("response-write-only-property-became-optional", "INFO")]


@pytest.mark.parametrize(
    ("plain", "nullable", "version"),
    [
        (TEXT, {**TEXT, "nullable": True}, "3.0.3"),
        (TEXT, {"type": ["string", "null"]}, "3.1.0"),
        ({**TEXT, "enum": ["a"]}, {"oneOf": [{"type": "null"}, {**TEXT, "enum": ["a"]}]}, "3.1.0"),
    ],
)
def test_null_is_one_change_however_it_is_written(plain: object, nullable: object, version: str) -> None:
    """It breaks who reads; its loss breaks who sends."""
    assert in_response(plain, nullable, version=version) == [("response-property-became-nullable", "ERR")]
    assert in_request(plain, nullable, version=version) == [("request-property-became-nullable", "INFO")]
    assert in_request(nullable, plain, version=version) == [("request-property-became-not-nullable", "ERR")]


def test_what_becomes_read_only_must_not_be_sent() -> None:
    """Whether it is refused is up to the server."""
    read_only = {**TEXT, "readOnly": True}
    assert in_request(TEXT, read_only) == [("request-optional-property-became-read-only", "WARN")]


def test_from_openapi_31_a_required_read_only_property_had_to_be_sent_before() -> None:
    """So nothing new is asked for; in 3.0 it is."""
    old, new = thing("a", a={**TEXT, "readOnly": True}), thing("a", a=TEXT)
    assert between(request(old), request(new), version="3.0.0") == [
        ("request-required-property-became-not-read-only", "ERR")
    ]
    assert sent(old, new) == [("request-required-property-became-not-read-only-in-openapi-31", "INFO")]


def test_what_becomes_write_only_does_not_come_any_more() -> None:
    """That breaks who relies on it."""
    assert come(thing("a", a=TEXT), thing("a", a={**TEXT, "writeOnly": True})) == [
        ("response-required-property-became-write-only", "ERR")
    ]


def test_nothing_about_a_read_only_property_breaks_who_sends() -> None:
    """It is not sent."""
    old, new = {**TEXT, "readOnly": True}, {"type": "integer", "readOnly": True}
    assert in_request(old, new) == [("request-property-type-changed", "INFO")]


def test_a_field_of_an_object_in_a_header() -> None:
    """New and required fields break who sends the header."""

    def header(schema: object) -> dict[str, object]:
        return {"parameters": [{"name": "X-Filter", "in": "header", "schema": schema}]}

    assert between(header(thing()), header(thing("a", a=TEXT))) == [("new-required-request-header-property", "ERR")]
    assert between(header(thing(a=TEXT)), header(thing("a", a=TEXT))) == [
        ("request-header-property-became-required", "ERR")
    ]
    assert between(query(thing()), query(thing("a", a=TEXT))) == []


def test_a_finding_names_the_property_and_where_it_stands() -> None:
    """Path, direction and pointers, for who looks up what an adapter reads."""
    old = thing(data={"type": "array", "items": thing("id", id=TEXT)})
    new = thing(data={"type": "array", "items": thing()})
    finding = next(each for each in findings_between(response(old), response(new)) if each.section == "paths")
    assert (finding.property, finding.direction.value, finding.place) == (
        "data/items/id",
        "response",
        "200 application/json",
    )
    assert finding.old_pointer.endswith("/schema/properties/data/items/properties/id")
    assert finding.subject.operation_id == "createOrder"
