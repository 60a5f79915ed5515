"""sem-page-size-capped."""

from __future__ import annotations

import pytest

from ..drifting import asked, get


@pytest.mark.parametrize(
    ("query", "seen_by_desk"), [("per_page=50&a=b", "per_page=2&a=b"), ("per_page=2", "per_page=2"), ("", "")]
)
def test_who_asks_for_more_gets_fewer(query: str, seen_by_desk: str) -> None:
    """And no error."""
    request, answer = asked("sem-page-size-capped", get(query))
    assert request is not None
    assert (request.query, answer.status) == (seen_by_desk, 200)
