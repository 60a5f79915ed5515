"""Offset and page-number paging."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.paging.offset import page_by_number, page_by_offset


@given(st.integers(0, 40), st.integers(1, 9))
def test_pages_by_number_show_every_item_once(count: int, size: int) -> None:
    """From 1; the flags say where the ends are."""
    items, seen, number = list(range(count)), list[int](), 1
    while True:
        page = page_by_number(items, number, size)
        assert (page.total, page.number, page.size, page.has_previous) == (count, number, size, number > 1)
        seen += page.items
        if not page.has_next:
            break
        number += 1
    assert seen == items


@given(st.integers(0, 40), st.integers(0, 50), st.integers(0, 9))
def test_a_page_by_offset_begins_there(count: int, offset: int, size: int) -> None:
    """Behind the end it is empty."""
    items = list(range(count))
    page = page_by_offset(items, offset, size)
    assert list(page.items) == items[offset : offset + size]
    assert page.has_next == (offset + size < count)


@given(st.integers(-9, 0))
def test_positions_before_the_first_are_the_first(number: int) -> None:
    """Negative offsets and page numbers never count from the end."""
    assert list(page_by_offset([1, 2, 3], number, 2).items) == [1, 2]
    assert list(page_by_number([1, 2, 3], number, 2).items) == [1, 2]
