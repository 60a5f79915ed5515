"""Enumerations, constants, defaults, patterns."""

from __future__ import annotations

from ..changing import between, in_request, in_response, query

TEXT = {"type": "string"}
ONE, TWO = {**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["a", "b"]}


def test_a_new_value_breaks_who_reads() -> None:
    """An if-chain does not know it."""
    assert in_response(ONE, TWO) == [("response-property-enum-value-added", "ERR")]
    assert in_request(ONE, TWO) == [("request-property-enum-value-added", "INFO")]


def test_a_lost_value_breaks_who_sends() -> None:
    """It is refused now."""
    assert in_request(TWO, ONE) == [("request-property-enum-value-removed", "ERR")]
    assert in_response(TWO, ONE) == [("response-property-enum-value-removed", "INFO")]
    assert between(query(TWO), query(ONE)) == [("request-parameter-enum-value-removed", "ERR")]


def test_an_enumeration_that_appears_or_vanishes_is_one_change() -> None:
    """Not one for each value."""
    assert in_request(TEXT, TWO) == [("request-property-became-enum", "ERR")]
    assert in_request(TWO, TEXT) == [("request-property-became-not-enum", "INFO")]
    assert in_response(TWO, TEXT) == [("response-property-became-not-enum", "ERR")]


def test_an_enumeration_that_moved_into_alternatives_did_not_vanish() -> None:
    """Its values may be restricted there."""
    moved = {**TEXT, "anyOf": [{"enum": ["a"]}, {"enum": ["b"]}]}
    assert ("request-property-became-not-enum", "INFO") not in in_request(TWO, moved)


def test_a_header_that_becomes_an_enumeration_is_reported_as_parameter_and_as_header() -> None:
    """Under both identifiers that users know."""

    def header(schema: object) -> dict[str, object]:
        return {"parameters": [{"name": "X-Mode", "in": "header", "schema": schema}]}

    assert between(header(TEXT), header(ONE)) == [
        ("request-header-property-became-enum", "ERR"),
        ("request-parameter-became-enum", "ERR"),
    ]


def test_values_that_only_python_calls_equal_are_different() -> None:
    """1 is not true."""
    assert in_response({"enum": [1]}, {"enum": [True]}) == [
        ("response-property-enum-value-added", "ERR"),
        ("response-property-enum-value-removed", "INFO"),
    ]
    assert in_request({"const": 1}, {"const": True}) == [("request-property-const-changed", "ERR")]
    assert in_request({"const": 1}, {"const": 1.0}) == []


def test_values_of_an_open_list_matter_to_who_sends_them() -> None:
    """A value that is gone may be refused."""
    old, new = {"x-extensible-enum": ["a", "b"]}, {"x-extensible-enum": ["a"]}
    assert in_request(old, new) == [("request-property-x-extensible-enum-value-removed", "ERR")]
    assert in_request(new, old) == []


def test_a_constant_is_a_promise_to_who_reads() -> None:
    """And a demand on who sends."""
    assert in_request({}, {"const": "a"}) == [("request-property-const-added", "ERR")]
    assert in_response({"const": "a"}, {}) == [("response-property-const-removed", "ERR")]


def test_a_default_never_breaks_by_itself() -> None:
    """It is told all the same."""
    assert in_request({}, {"default": 5}) == [("request-property-default-value-added", "INFO")]
    assert in_response({"default": 5}, {"default": 6}) == [("response-property-default-value-changed", "INFO")]


def test_whether_a_changed_pattern_matches_more_is_not_known() -> None:
    """Except for the pattern that matches anything."""
    old = {**TEXT, "pattern": "^a"}
    assert in_request(old, {**TEXT, "pattern": "^b"}) == [("request-property-pattern-changed", "WARN")]
    assert in_request(old, {**TEXT, "pattern": ".*"}) == [("request-property-pattern-generalized", "INFO")]
    assert in_request(TEXT, old) == [("request-property-pattern-added", "ERR")]
    assert in_response(old, TEXT) == [("response-property-pattern-removed", "ERR")]
