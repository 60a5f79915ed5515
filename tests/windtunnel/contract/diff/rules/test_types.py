"""Types and formats."""

from __future__ import annotations

import pytest

from ..changing import between, in_request, in_response, query, request, response

TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}


def test_another_type_breaks_both_sides() -> None:
    """Nothing that fitted before is sure to fit now."""
    assert in_request(TEXT, WHOLE) == [("request-property-type-changed", "ERR")]
    assert in_response(TEXT, WHOLE) == [("response-property-type-changed", "ERR")]


def test_a_wider_type_breaks_only_who_reads() -> None:
    """Every whole number is a number."""
    assert in_request(WHOLE, NUMBER) == [("request-property-type-generalized", "INFO")]
    assert in_response(WHOLE, NUMBER) == [("response-property-type-generalized", "ERR")]
    assert in_response(NUMBER, WHOLE) == [("response-property-type-specialized", "INFO")]


def test_no_type_at_all_is_the_widest() -> None:
    """Anything goes."""
    assert in_request(TEXT, {}) == [("request-property-type-generalized", "INFO")]
    assert in_response({}, TEXT) == [("response-property-type-specialized", "INFO")]


def test_in_text_a_number_reads_as_a_string() -> None:
    """A form field holds the same characters."""
    form = "application/x-www-form-urlencoded"
    assert between(request(WHOLE, form), request(TEXT, form)) == [("request-body-type-compatible", "INFO")]
    assert between(response(TEXT, "text/csv"), response(WHOLE, "text/csv")) == [
        ("response-body-type-compatible", "INFO")
    ]


def test_a_parameter_is_text_on_the_wire() -> None:
    """A whole number may become a string, not the other way round."""
    assert between(query(WHOLE), query(TEXT)) == [("request-parameter-type-generalized", "INFO")]
    assert between(query(TEXT), query(WHOLE)) == [("request-parameter-type-changed", "ERR")]


def test_one_value_reads_as_a_list_of_one() -> None:
    """Where the list is sent as one parameter per item, and its items are not stricter."""
    listed = {"type": "array", "items": TEXT}
    assert between(query(TEXT), query(listed)) == [("request-parameter-type-generalized", "INFO")]
    assert between(query(TEXT), query(listed, explode=False)) == [("request-parameter-type-changed", "ERR")]
    strict = {"type": "array", "items": {"type": "string", "minLength": 3}}
    assert between(query(TEXT), query(strict)) == [("request-parameter-type-changed", "ERR")]


def test_how_a_field_of_an_object_parameter_travels_is_not_known() -> None:
    """So a change that matters only in JSON is a warning."""

    def object_of(schema: object) -> dict[str, object]:
        return query({"type": "object", "properties": {"id": schema}})

    assert between(object_of(WHOLE), object_of(TEXT)) == [("request-parameter-property-type-changed", "WARN")]
    assert between(object_of(TEXT), object_of(WHOLE)) == [("request-parameter-property-type-specialized", "ERR")]


@pytest.mark.parametrize(("narrow", "wide"), [("int32", "int64"), ("int64", "bigint")])
def test_a_wider_format_breaks_only_who_reads(narrow: str, wide: str) -> None:
    """Every 32-bit number is a 64-bit number."""
    old, new = {**WHOLE, "format": narrow}, {**WHOLE, "format": wide}
    assert in_request(old, new) == [("request-property-type-generalized", "INFO")]
    assert in_request(new, old) == [("request-property-type-changed", "ERR")]
    assert in_response(old, new) == [("response-property-type-changed", "ERR")]


def test_a_choice_of_types_in_place_of_one_is_one_change() -> None:
    """Neither the type nor the alternatives are reported beside it."""
    choice = {"oneOf": [TEXT, WHOLE]}
    assert in_request(TEXT, choice) == [("request-property-list-of-types-widened", "INFO")]
    assert in_response(TEXT, choice) == [("response-property-list-of-types-widened", "ERR")]
    assert in_request(choice, TEXT) == [("request-property-list-of-types-narrowed", "ERR")]


def test_what_a_text_holds_may_change() -> None:
    """Its media type and its encoding."""
    assert in_response({**TEXT, "contentEncoding": "base64"}, TEXT) == [
        ("response-property-content-encoding-changed", "ERR")
    ]
    assert in_request(TEXT, {**TEXT, "contentMediaType": "text/html"}) == [
        ("request-property-content-media-type-changed", "ERR")
    ]


def test_the_schema_false_replaces_everything_else() -> None:
    """What accepts nothing has no type to report."""
    assert in_request(TEXT, False) == [("request-property-schema-became-false", "ERR")]
    assert in_response(TEXT, False) == [("response-property-schema-became-false", "INFO")]
    assert between(response(TEXT), response(False)) == [("response-body-schema-became-false", "ERR")]
    assert in_request({"type": "array"}, {"type": "array", "items": False}) == [
        ("request-property-schema-became-false", "ERR")
    ]
