"""Which records a list answers with."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.windtunnel.building import contract, system
from windtunnel.simulator import Call, InvalidInput, NotBuilt
from windtunnel.simulator.inferred.listing import SIZE_DEFAULT, Listing, Page, arguments_of
from windtunnel.simulator.inferred.resources import Resource
from windtunnel.simulator.inferred.views import Views
from windtunnel.world.http import Request

PROPERTIES: dict[str, Any] = {
    "id": {"type": "integer"},
    "name": {"type": "string"},
    "done": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "rank": {"type": ["integer", "null"]},
}
RECORDS = [
    {"id": 1, "name": "b", "done": True, "tags": ["x"], "rank": 2},
    {"id": 2, "name": "a", "done": False, "tags": ["x", "y"], "rank": None},
    {"id": 3, "name": "c", "done": False, "tags": [], "rank": 1},
]


def parameter(name: str, schema: Any = True, **facts: Any) -> dict[str, Any]:
    """Return a query parameter."""
    return {"name": name, "in": "query", "schema": schema, **facts}


def listed(query: str, *parameters: Any, size: int | None = None, records: Any = RECORDS) -> Page:
    """Return the page that a query asks for."""
    listing, call = asked(query, *parameters, size=size)
    return listing.page(call, records)


def asked(query: str, *parameters: Any, size: int | None = None) -> tuple[Listing, Call]:
    """Return a listing and a call of it."""
    declared = [each if isinstance(each, dict) else parameter(each) for each in parameters]
    of = contract({"/x": {"get": {"operationId": "x", "parameters": declared}}})
    listing = Listing(of.operations["x"], Resource("x", "x", properties=PROPERTIES), Views(of), size)
    return listing, Call(system(of), Request("GET", "/x", query))


def ids(page: Page) -> list[int]:
    """Return the ids on a page."""
    return [record["id"] for record in page.records]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=a", [2]),
        ("done=true", [1]),
        ("done=false", [2, 3]),
        ("tags=x", [1, 2]),
        ("tags=x&done=false", [2]),
        ("rank=2", [1]),
        ("rank=", [2]),
        ("name=nobody", []),
        ("unknown=1", [1, 2, 3]),
    ],
)
def test_filters_compare_for_equality(query: str, expected: list[int]) -> None:
    """Lists hold one of their items; parameters that the contract does not have are ignored, as servers do."""
    assert ids(listed(query, "name", "done", "tags", "rank")) == expected


@pytest.mark.parametrize("query", ["name=a,c", "name=a&name=c"])
def test_a_list_parameter_asks_for_any_of_its_values(query: str) -> None:
    """Separated by commas, or repeated."""
    assert ids(listed(query, parameter("name", {"type": "array", "items": {"type": "string"}}))) == [2, 3]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=name", [2, 1, 3]),
        ("sort=-name", [3, 1, 2]),
        ("sort=%2Bname", [2, 1, 3]),
        ("sort=name:desc", [3, 1, 2]),
        ("sort=name%20DESC", [3, 1, 2]),
        ("sort=name&direction=desc", [3, 1, 2]),
        ("sort=done,-name", [3, 2, 1]),
        ("sort=rank", [2, 3, 1]),
        ("", [1, 2, 3]),
    ],
)
def test_lists_are_ordered_as_asked(query: str, expected: list[int]) -> None:
    """By one field or several, in either direction, null first; otherwise in order of creation."""
    assert ids(listed(query, "sort", "direction")) == expected


@given(st.integers(0, 30), st.integers(1, 7), st.sampled_from(["offset", "page", "cursor"]))
def test_every_style_of_paging_shows_every_record_once(count: int, size: int, style: str) -> None:
    """Following what leads to the next page."""
    records = [{"id": number} for number in range(count)]
    seen: list[int] = []
    query = f"limit={size}"
    while True:
        listing, call = asked(query, parameter("limit", {"type": "integer"}), style)
        page = listing.page(call, records)
        seen += ids(page)
        assert page.total == count
        following = arguments_of(page, listing, forward=True)
        if not page.has_next:
            break
        query = f"limit={size}&" + "&".join(f"{name}={value}" for name, value in following.items())
    assert seen == list(range(count))


def test_pages_know_where_they_are() -> None:
    """Number, number of pages, neighbours."""
    page = listed("limit=2&page=2", "limit", "page")
    assert (page.number, page.count_of_pages, page.has_next, page.has_previous) == (2, 2, False, True)
    assert Page([], 0, None, 0).count_of_pages == 1


def test_the_first_page_is_zero_where_the_contract_says_so() -> None:
    """By its default, or by calling it an index."""
    counted = listed("limit=2&page=0", "limit", parameter("page", {"type": "integer", "default": 0}))
    assert (ids(counted), counted.number) == ([1, 2], 0)
    assert ids(listed("limit=2&page_index=1", "limit", "page_index")) == [3]


@pytest.mark.parametrize(
    ("parameters", "profile", "size"),
    [
        ((), None, None),
        ((), 5, 5),
        (("offset",), None, SIZE_DEFAULT),
        (("offset",), 5, 5),
        ((parameter("limit", {"type": "integer", "default": 7}),), 5, 7),
    ],
)
def test_the_page_size_is_the_contracts_the_profiles_or_the_kits(
    parameters: Any, profile: int | None, size: int | None
) -> None:
    """A list without paging parameters is shown whole."""
    assert listed("", *parameters, size=profile).size == size


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=x", "limit"),
        ("limit=51", "limit"),
        ("kind=c", "kind"),
        ("limit=1", "needed"),
        ("cursor=bogus&needed=1", "cursor"),
    ],
)
def test_values_outside_the_contract_are_refused(query: str, field: str) -> None:
    """With the parameter's name; so is a required one that is missing."""
    declared = (
        parameter("limit", {"type": "integer", "maximum": 50}),
        parameter("kind", {"enum": ["a", "b"]}),
        parameter("needed", {"type": "string"}, required=True),
        parameter("cursor"),
    )
    wanted = query if "needed" in query or field == "needed" else f"{query}&needed=1"
    with pytest.raises((InvalidInput, NotBuilt)) as refused:
        listed(wanted, *declared)
    if isinstance(refused.value, InvalidInput):
        assert refused.value.errors[0].field == field


def test_what_cannot_be_inferred_is_refused_only_when_it_is_sent() -> None:
    """A parameter that is left out asks for nothing."""
    assert ids(listed("", "q")) == [1, 2, 3]
    with pytest.raises(NotBuilt, match="'q'"):
        listed("q=x", "q")


def test_a_cursor_backwards_leads_to_the_page_before() -> None:
    """The records right before the first one shown."""
    listing, call = asked("limit=1&before=3", "limit", "before")
    page = listing.page(call, RECORDS)
    assert ids(page) == [2]
    assert list(arguments_of(page, listing, forward=False)) == ["before"]
