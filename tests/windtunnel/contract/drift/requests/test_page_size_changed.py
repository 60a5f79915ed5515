"""sem-page-size-changed."""

from __future__ import annotations

from ..drifting import asked, get


def test_who_asks_for_a_size_gets_it() -> None:
    """Only the default is another."""
    sent = get("per_page=50")
    assert asked("sem-page-size-changed", sent)[0] is sent
