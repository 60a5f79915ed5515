"""Bounds."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff.rules.bounds import BOUNDS, Bound

from ..changing import between, in_request, in_response, query, request, response

DIRECTED = [bound for bound in BOUNDS if bound.upper is not None]


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.keyword)
def test_a_new_bound_breaks_who_sends_and_not_who_reads(bound: Bound) -> None:
    """And taking it away is the other way round."""
    bounded, free = {bound.keyword: 5}, {"title": "t"}
    assert in_request(free, bounded) == [(f"request-property-{bound.suffix}-set", "ERR")]
    assert in_response(free, bounded) == [(f"response-property-{bound.suffix}-set", "INFO")]
    assert in_request(bounded, free) == [(f"request-property-{bound.suffix}-unset", "INFO")]
    assert in_response(bounded, free) == [(f"response-property-{bound.suffix}-unset", "ERR")]


@pytest.mark.parametrize("bound", DIRECTED, ids=lambda bound: bound.keyword)
def test_a_bound_that_moves_inwards_breaks_who_sends(bound: Bound) -> None:
    """And outwards, who reads."""
    narrow, wide = ({bound.keyword: 5}, {bound.keyword: 9}) if bound.upper else ({bound.keyword: 9}, {bound.keyword: 5})
    inwards, outwards = ("decreased", "increased") if bound.upper else ("increased", "decreased")
    assert in_request(wide, narrow) == [(f"request-property-{bound.suffix}-{inwards}", "ERR")]
    assert in_response(wide, narrow) == [(f"response-property-{bound.suffix}-{inwards}", "INFO")]
    assert in_response(narrow, wide) == [(f"response-property-{bound.suffix}-{outwards}", "ERR")]


def test_a_least_length_of_zero_is_none() -> None:
    """It requires nothing."""
    assert in_request({"minLength": 0}, {}) == []
    assert in_request({}, {"minLength": 2}) == [("request-property-min-length-set", "ERR")]


def test_a_switch_that_is_off_is_no_bound() -> None:
    """OpenAPI 3.0 writes exclusive bounds as switches."""
    assert in_request({}, {"exclusiveMinimum": False}, version="3.0.0") == []
    assert in_request({}, {"exclusiveMinimum": True}, version="3.0.0") == [
        ("request-property-exclusive-min-set", "ERR")
    ]


def test_a_read_only_property_has_an_identifier_of_its_own() -> None:
    """What is not sent cannot break who sends."""
    old, new = {"readOnly": True, "maxLength": 9}, {"readOnly": True, "maxLength": 5}
    assert in_request(old, new) == [("request-read-only-property-max-length-decreased", "INFO")]


def test_a_step_that_the_old_one_is_a_multiple_of_only_widens() -> None:
    """Every value that was a multiple of ten is a multiple of five; of three, it is not."""
    assert in_request({"multipleOf": 10}, {"multipleOf": 5}) == [("request-property-multiple-of-generalized", "INFO")]
    assert in_request({"multipleOf": 10}, {"multipleOf": 3}) == [("request-property-multiple-of-changed", "ERR")]
    assert in_response({"multipleOf": 0.1}, {"multipleOf": 0.3}) == [
        ("response-property-multiple-of-specialized", "INFO")
    ]


def test_unique_items_matter_in_both_directions() -> None:
    """Who reads is told only when items may repeat."""
    assert in_request({}, {"uniqueItems": True}) == [("request-property-unique-items-set", "ERR")]
    assert in_response({"uniqueItems": True}, {}) == [("response-property-unique-items-unset", "ERR")]
    assert in_response({}, {"uniqueItems": True}) == []


def test_bodies_parameters_and_headers_have_bounds_too() -> None:
    """With their own identifiers."""
    assert between(request({}), request({"minProperties": 1})) == [("request-body-min-properties-set", "ERR")]
    assert between(response({"maxItems": 3}), response({})) == [("response-body-max-items-unset", "ERR")]
    assert between(query({"maximum": 9}), query({"maximum": 5})) == [("request-parameter-max-decreased", "ERR")]


def test_the_items_of_a_list_parameter_count_as_its_own() -> None:
    """The greatest number of items of the inner list is reported for the parameter."""
    old, new = {"items": {"maxItems": 9}}, {"items": {"maxItems": 5}}
    assert between(query(old), query(new)) == [("request-parameter-max-items-decreased", "ERR")]
