"""Query parameters recognised by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract
from windtunnel.simulator.inferred.parameters import Meaning, read_parameters, size_default
from windtunnel.simulator.inferred.views import Views

PROPERTIES = {"status": {"type": "string"}, "createdBy": {"type": "string"}, "size": {"type": "string"}}


def read(name: str, schema: Any = True) -> tuple[str, str]:
    """Return the meaning of a parameter and the property it compares."""
    of = contract(
        {"/x": {"get": {"operationId": "x", "parameters": [{"name": name, "in": "query", "schema": schema}]}}}
    )
    known = read_parameters(of.operations["x"], PROPERTIES, Views(of))[name]
    return known.meaning.value, known.field


@pytest.mark.parametrize(
    ("names", "meaning"),
    [
        (("limit", "per_page", "pageSize", "page[size]", "$top", "maxResults"), Meaning.SIZE),
        (("offset", "$skip", "startAt", "page[offset]"), Meaning.OFFSET),
        (("page", "pageNumber", "page[number]"), Meaning.PAGE),
        (("cursor", "after", "starting_after", "pageToken", "page[after]"), Meaning.AFTER),
        (("before", "ending_before", "page[before]"), Meaning.BEFORE),
        (("sort", "sortBy", "$orderby"), Meaning.SORT),
        (("api-version", "locale"), Meaning.IGNORED),
        (("q", "include", "created_after", "updatedSince"), Meaning.UNKNOWN),
    ],
)
def test_parameters_mean_what_vendors_call_so(names: tuple[str, ...], meaning: Meaning) -> None:
    """In every spelling; what is not known is not guessed."""
    assert {read(name)[0] for name in names} == {meaning.value}


@pytest.mark.parametrize(
    ("name", "field"), [("status", "status"), ("created_by", "createdBy"), ("filter[status]", "status")]
)
def test_a_property_is_a_filter(name: str, field: str) -> None:
    """In the contract's own spelling of it; names of paging win."""
    assert read(name) == ("filter", field)
    assert read("size") == ("size", "")


def test_order_is_a_direction_when_it_says_so_and_a_field_otherwise() -> None:
    """Vendors use it for both."""
    assert read("order", {"enum": ["asc", "desc"]}) == ("direction", "")
    assert read("order") == ("sort", "")
    assert read("direction") == ("direction", "")


@pytest.mark.parametrize(
    ("schema", "size"), [({"default": 25}, 25), ({"default": 0}, None), ({"default": "all"}, None), ({}, None)]
)
def test_the_contract_may_give_a_page_size(schema: Any, size: int | None) -> None:
    """As the default of the parameter."""
    of = contract(
        {"/x": {"get": {"operationId": "x", "parameters": [{"name": "limit", "in": "query", "schema": schema}]}}}
    )
    assert size_default(of.operations["x"].parameters[0], Views(of)) == size
