"""Where a request stands in a list."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift.paging import cursor, is_first_page

from .drifting import get


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", True),
        ("page=1&per_page=5", True),
        ("offset=0", True),
        ("cursor=", True),
        ("page=2", False),
        ("startAt=50", False),
        ("page%5Bafter%5D=abc", False),
        ("%24skiptoken=abc", False),
    ],
)
def test_a_request_tells_whether_it_asks_for_the_first_page(query: str, first: bool) -> None:
    """By the names that APIs use."""
    assert is_first_page(get(query)) is first


def test_a_cursor_is_found_under_any_of_its_names() -> None:
    """An empty one is none."""
    assert cursor(get("page%5Bafter%5D=abc")) == "abc"
    assert cursor(get("cursor=&page=2")) is None
