"""The search endpoints."""

from __future__ import annotations

import pytest

from ..desk import Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk with five tickets, indexed."""
    for n, priority in enumerate(["low", "urgent", "normal", "high", "low"]):
        desk.ticket(subject=f"T{n}", priority=priority)
        desk.clock.advance(1)
    desk.settle()
    return desk


def test_results_come_in_pages(filled: Desk) -> None:
    """Offset pages with the true count; the newest change first unless asked otherwise."""
    page = filled.get("/search.json?query=type:ticket&per_page=2")
    assert ([ticket["id"] for ticket in page["results"]], page["count"]) == ([5, 4], 5)
    assert "page=2" in page["next_page"]
    last = filled.get("/search.json?query=type:ticket&per_page=2&page=3")
    assert ([ticket["id"] for ticket in last["results"]], last["next_page"]) == ([1], None)
    assert "page=2" in last["previous_page"]


@pytest.mark.parametrize(
    ("sorting", "ids"),
    [
        ("sort_by=created_at&sort_order=asc", [1, 2, 3, 4, 5]),
        ("sort_by=priority&sort_order=desc", [2, 4, 3, 5, 1]),
        ("sort_by=priority", [2, 4, 3, 5, 1]),
        ("sort_by=moon", [5, 4, 3, 2, 1]),
    ],
)
def test_results_are_sorted(filled: Desk, sorting: str, ids: list[int]) -> None:
    """By the vendor's keys, descending unless told."""
    page = filled.get(f"/search.json?query=type:ticket&{sorting}")
    assert [ticket["id"] for ticket in page["results"]] == ids


def test_a_query_sorts_itself(filled: Desk) -> None:
    """order_by within the query counts too."""
    page = filled.get("/search.json?query=type:ticket order_by:created sort:asc")
    assert [ticket["id"] for ticket in page["results"]] == [1, 2, 3, 4, 5]


def test_what_the_search_refuses(desk: Desk) -> None:
    """Cursors, pages beyond a thousand results, and no query at all."""
    error = desk.get("/search.json?query=x&page[size]=10", 400)["error"]
    assert error["message"].endswith("page must be an integer from api/v2/search/index")
    assert desk.get("/search.json?query=x&page=11", 422)["error"] == "invalid"
    assert desk.get("/search.json?query=x&page=10")["results"] == []
    assert desk.get("/search.json?query=x&per_page=30&page=34", 422)["error"] == "invalid"
    desk.get("/search.json", 400)
    desk.get("/search.json?query=", 400)


def test_counting(filled: Desk) -> None:
    """The count alone."""
    assert filled.get("/search/count.json?query=priority:low") == {"count": 2}


def test_exports_go_on_by_cursor(filled: Desk) -> None:
    """Every record comes once, the cursor lives an hour, the kind has to be told."""
    target = "/search/export.json?query=T&filter[type]=ticket&page[size]=2"
    seen, cursor, more = [], "", True
    while more:
        page = filled.get(target + (f"&page[after]={cursor}" if cursor else ""))
        seen += [result["id"] for result in page["results"]]
        cursor, more = page["meta"]["after_cursor"], page["meta"]["has_more"]
    assert seen == [1, 2, 3, 4, 5]
    first = filled.get(target)["meta"]["after_cursor"]
    filled.clock.advance(3601)
    refused = filled.get(f"{target}&page[after]={first}", 400)
    assert refused["errors"][0]["title"] == "Expired cursor"
    filled.get(f"{target}&page[after]=abc", 400)
    filled.get("/search/export.json?query=T", 400)


def test_an_export_that_finds_nothing(desk: Desk) -> None:
    """An empty page has no cursor."""
    page = desk.get("/search/export.json?query=nothing&filter[type]=user")
    assert page["meta"] == {"has_more": False, "after_cursor": None, "before_cursor": None}
