"""Cursor paging."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.paging.cursor import CursorPage, decode_cursor, encode_cursor

KEYS = st.lists(st.integers(0, 60), unique=True).map(sorted)
JSON = st.recursive(st.none() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner, max_size=3))


def same(value: int) -> int:
    """Items are their own keys."""
    return value


@given(KEYS, st.integers(1, 7))
def test_walking_forward_shows_every_item_once(items: list[int], size: int) -> None:
    """The flags say when to stop."""
    seen: list[int] = []
    position: int | None = None
    while True:
        page = CursorPage.after(items, position, size, same)
        assert page.has_previous == bool(seen)
        seen += page.items
        if not page.has_more:
            break
        position = page.items[-1]
    assert seen == items


@given(KEYS, st.integers(1, 7))
def test_walking_backward_shows_every_item_once(items: list[int], size: int) -> None:
    """From behind the last item to the first."""
    seen: list[int] = []
    position = 61
    while True:
        page = CursorPage.before(items, position, size, same)
        assert page.has_more == bool(seen)
        seen = [*page.items, *seen]
        if not page.has_previous:
            break
        position = page.items[0]
    assert seen == items


@given(KEYS, st.integers(0, 60), st.integers(1, 7), st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_inserting_and_deleting_shifts_nothing(
    items: list[int], position: int, size: int, added: set[int], removed: set[int]
) -> None:
    """The page after a position holds what comes after it then, whether the item itself still exists or not."""
    later = sorted((set(items) | added) - removed)
    assert list(CursorPage.after(later, position, size, same).items) == [k for k in later if k > position][:size]


@given(JSON)
def test_a_cursor_is_read_back_and_fits_a_url(content: Any) -> None:
    """With or without its padding."""
    text = encode_cursor(content)
    assert all(character.isalnum() or character in "-_=" for character in text)
    assert decode_cursor(text) == content
    assert decode_cursor(text.rstrip("=")) == content


@pytest.mark.parametrize("text", ["", "bogus", "%%%", "é", "AAAA"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """Whatever a caller made up."""
    with pytest.raises(ValueError, match="not a cursor"):
        decode_cursor(text)
