"""sem-precondition-ignored."""

from __future__ import annotations

from ..drifting import asked, get


def test_conditions_count_for_nothing() -> None:
    """All four of them."""
    request, _ = asked("sem-precondition-ignored", get(if_match='"1"', if_none_match='"2"', accept="a/b"))
    assert request is not None
    assert request.headers == {"accept": "a/b"}
