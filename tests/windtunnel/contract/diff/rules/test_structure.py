"""Parts, alternatives, conditions, dependencies, discriminators."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, in_request, in_response, request, response

PLAIN = {"type": "object", "properties": {"a": {"type": "string"}}}
OTHER = {"type": "object", "title": "Other", "properties": {"b": {"type": "string"}}}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_an_alternative_more_breaks_who_reads(keyword: str) -> None:
    """And one less, who sends."""
    suffix = {"anyOf": "any-of", "oneOf": "one-of"}[keyword]
    one, two = {keyword: [PLAIN]}, {keyword: [PLAIN, OTHER]}
    assert in_response(one, two) == [(f"response-property-{suffix}-added", "ERR")]
    assert in_request(one, two) == [(f"request-property-{suffix}-added", "INFO")]
    assert in_request(two, one) == [(f"request-property-{suffix}-removed", "ERR")]
    assert in_response(two, one) == [(f"response-property-{suffix}-removed", "INFO")]


def test_one_part_more_is_only_a_warning() -> None:
    """The parts together may say what they said before."""
    one, two = {"allOf": [PLAIN]}, {"allOf": [PLAIN, OTHER]}
    assert in_request(one, two) == [("request-property-all-of-added", "WARN")]
    assert in_response(two, one) == [("response-property-all-of-removed", "WARN")]


def test_a_part_that_says_nothing_restricts_nothing() -> None:
    """A description is none of the consumer's business."""
    one, two = {"allOf": [PLAIN]}, {"allOf": [PLAIN, {"description": "words"}]}
    assert in_request(one, two) == [("request-property-all-of-added-annotation-only", "INFO")]


def test_an_object_that_became_one_of_several_is_one_change() -> None:
    """A warning when the old one is among them."""
    renamed = {**PLAIN, "required": ["a"]}
    assert between(request(PLAIN), request({"oneOf": [renamed, OTHER]}))[0] == ("request-body-wrapped-in-one-of", "ERR")
    assert between(response(PLAIN), response({"oneOf": [PLAIN, OTHER]})) == [
        ("response-body-wrapped-in-one-of-original-preserved", "WARN")
    ]


@pytest.mark.parametrize(
    ("keyword", "suffix"),
    [
        ("if", "if"), ("then", "then"), ("else", "else"), ("contains", "contains"), ("propertyNames", "property-names"),
        ("unevaluatedItems", "unevaluated-items"), ("unevaluatedProperties", "unevaluated-properties"),
        ("contentSchema", "content-schema"),
    ],
)  # fmt: skip
def test_a_condition_more_breaks_who_sends(keyword: str, suffix: str) -> None:
    """And one less, who reads."""
    free: dict[str, Any] = {}
    bound = {keyword: {"type": "string"}}
    assert in_request(free, bound) == [(f"request-property-{suffix}-added", "ERR")]
    assert in_response(bound, free) == [(f"response-property-{suffix}-removed", "ERR")]


def test_a_switch_is_no_schema() -> None:
    """``unevaluatedProperties: false`` has no identifier of its own."""
    assert in_request({}, {"unevaluatedProperties": False}) == []


@pytest.mark.parametrize(
    ("keyword", "suffix"), [("dependentSchemas", "dependent-schema"), ("patternProperties", "pattern-property")]
)
def test_schemas_by_name_come_and_go(keyword: str, suffix: str) -> None:
    """Each is reported."""
    assert in_request({}, {keyword: {"x": {"type": "string"}}}) == [(f"request-property-{suffix}-added", "ERR")]
    assert in_response({keyword: {"x": {}}}, {}) == [(f"response-property-{suffix}-removed", "ERR")]


def test_what_must_come_together_may_change() -> None:
    """Added, removed, or another list."""
    one, other = {"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["c"]}}
    assert in_request({}, one) == [("request-property-dependent-required-added", "ERR")]
    assert in_response(one, {}) == [("response-property-dependent-required-removed", "ERR")]
    assert in_request(one, other) == [("request-property-dependent-required-changed", "ERR")]


def test_how_a_list_begins_is_a_warning_unless_the_items_say_so_anyway() -> None:
    """An entry that repeats what holds for every item changes nothing."""
    text, number = {"type": "string"}, {"type": "integer"}
    old = {"type": "array", "items": text}
    assert in_request(old, {**old, "prefixItems": [number]}) == [("request-property-prefix-items-added", "WARN")]
    assert in_request(old, {**old, "prefixItems": [text]}) == []
    assert in_response({**old, "prefixItems": [number]}, old) == [("response-property-prefix-items-removed", "WARN")]


def test_discriminators_are_told_and_break_nothing() -> None:
    """The alternatives themselves are what breaks."""
    old = {**PLAIN, "discriminator": {"propertyName": "kind", "mapping": {"a": "A", "b": "B"}}}
    new = {**PLAIN, "discriminator": {"propertyName": "type", "mapping": {"a": "Z", "c": "C"}}}
    assert in_request(old, new) == [
        ("request-property-discriminator-mapping-added", "INFO"),
        ("request-property-discriminator-mapping-changed", "INFO"),
        ("request-property-discriminator-mapping-deleted", "INFO"),
        ("request-property-discriminator-property-name-changed", "INFO"),
    ]
    assert in_response(PLAIN, old) == [("response-property-discriminator-added", "INFO")]
