"""Pages by offset and by cursor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from .desk import HOST, Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk with five tickets, the third of which changed last."""
    for n in range(5):
        desk.ticket(subject=f"T{n}")
    desk.clock.advance(10)
    desk.update(3, priority="high")
    return desk


def _ids(page: dict[str, Any]) -> list[int]:
    return [ticket["id"] for ticket in page["tickets"]]


def _follow(desk: Desk, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    assert parts.netloc == HOST
    page: dict[str, Any] = desk.get(f"{parts.path.removeprefix('/api/v2')}?{parts.query}")
    return page


def test_offset_pages_link_to_each_other(filled: Desk) -> None:
    """count, next_page and previous_page describe the list."""
    first = filled.get("/tickets.json?per_page=2")
    assert (_ids(first), first["count"], first["previous_page"]) == ([1, 2], 5, None)
    second = _follow(filled, first["next_page"])
    assert _ids(second) == [3, 4]
    third = _follow(filled, str(second["next_page"]))
    assert (_ids(third), third["next_page"]) == ([5], None)
    assert _ids(_follow(filled, str(third["previous_page"]))) == [3, 4]
    assert "meta" not in first


def test_cursor_pages_go_on_to_the_end(filled: Desk) -> None:
    """has_more tells the end, links.next is set even there."""
    first = filled.get("/tickets.json?page[size]=2")
    second = _follow(filled, first["links"]["next"])
    third = _follow(filled, second["links"]["next"])
    assert (_ids(first), _ids(second), _ids(third)) == ([1, 2], [3, 4], [5])
    assert [page["meta"]["has_more"] for page in (first, second, third)] == [True, True, False]
    assert third["links"]["next"] is not None
    assert "count" not in first


def test_cursor_pages_go_back(filled: Desk) -> None:
    """links.prev leads to the page before."""
    first = filled.get("/tickets.json?page[size]=2")
    second = _follow(filled, first["links"]["next"])
    back = filled.get(f"/tickets.json?page[size]=2&page[before]={second['meta']['before_cursor']}")
    assert (_ids(back), back["meta"]["has_more"]) == ([1, 2], False)


def test_a_deleted_row_shifts_nothing(filled: Desk) -> None:
    """A cursor remembers a place, not a number."""
    first = filled.get("/tickets.json?page[size]=2")
    filled.delete("/tickets/1.json")
    assert _ids(_follow(filled, first["links"]["next"])) == [3, 4]


def test_cursor_pages_sort(filled: Desk) -> None:
    """sort takes a key and a minus; sort_by is ignored."""
    assert _ids(filled.get("/tickets.json?page[size]=5&sort=-id")) == [5, 4, 3, 2, 1]
    assert _ids(filled.get("/tickets.json?page[size]=2&sort=-updated_at")) == [3, 5]
    assert _ids(filled.get("/tickets.json?page[size]=2&sort_by=updated_at&sort_order=desc")) == [1, 2]
    page = filled.get("/tickets.json?page[size]=2&sort=-updated_at")
    assert _ids(_follow(filled, page["links"]["next"])) == [4, 2]


def test_offset_pages_sort(filled: Desk) -> None:
    """sort_by and sort_order sort, unknown keys do not."""
    assert _ids(filled.get("/tickets.json?sort_by=updated_at&sort_order=desc"))[0] == 3
    assert _ids(filled.get("/tickets.json?sort_order=desc")) == [5, 4, 3, 2, 1]
    assert _ids(filled.get("/tickets.json?sort_by=colour")) == [1, 2, 3, 4, 5]


def test_sizes_are_capped(desk: Desk) -> None:
    """More than a hundred counts as a hundred, in both styles."""
    for n in range(105):
        desk.system.arrive({"text": f"T{n}", "email": "a@mail.example"})
    assert len(desk.get("/tickets.json?per_page=500")["tickets"]) == 100
    assert len(desk.get("/tickets.json?page[size]=500")["tickets"]) == 100


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("per_page=100&page=101", "InvalidPaginationDepth"),
        ("per_page=1&page=10001", "InvalidPaginationDepth"),
        ("page[size]=0", "InvalidPaginationParameter"),
        ("per_page=x", "InvalidPaginationParameter"),
        ("page[size]=2&sort=colour", "InvalidPaginationParameter"),
        ("page[size]=2&page[after]=nonsense", "InvalidPaginationParameter"),
        ("page[size]=2&page[after]=eyJvIjoieCIsInYiOiJ4In0", "InvalidPaginationParameter"),
    ],
)
def test_what_cannot_be_paged_is_refused(desk: Desk, query: str, code: str) -> None:
    """Depth, size, sort key and cursor have listed errors."""
    assert desk.get(f"/tickets.json?{query}", 400)["errors"][0]["code"] == code


def test_a_cursor_of_another_order_is_refused(filled: Desk) -> None:
    """A cursor belongs to the key that it was made with."""
    cursor = filled.get("/tickets.json?page[size]=2")["meta"]["after_cursor"]
    filled.get(f"/tickets.json?page[size]=2&sort=updated_at&page[after]={cursor}", 400)


def test_an_empty_list_has_no_cursors(desk: Desk) -> None:
    """There is nothing to go on from."""
    page = desk.get("/tickets.json?page[size]=2")
    assert page["meta"] == {"has_more": False, "after_cursor": None, "before_cursor": None}
    assert page["links"] == {"prev": None, "next": None}


def test_a_page_that_is_no_number_is_refused(desk: Desk) -> None:
    """The titled envelope, as users of zenpy have met it."""
    assert desk.get("/tickets.json?page=x", 400)["error"]["title"] == "Invalid attribute"
