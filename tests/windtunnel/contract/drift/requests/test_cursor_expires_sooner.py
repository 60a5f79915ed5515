"""sem-cursor-expires-sooner."""

from __future__ import annotations

from ..drifting import get, make, pass_through, status


def test_who_reads_on_too_late_is_refused() -> None:
    """The time counts from the page before; who starts again is served."""
    drift = make("sem-cursor-expires-sooner", seconds="10s")
    statuses = []
    for at, query in ((0.0, ""), (10.0, "cursor=a"), (21.0, "cursor=b"), (22.0, ""), (23.0, "cursor=a")):
        _, outcome, _ = pass_through(drift, {}, "ListTickets", at=at, request=get(query))
        assert outcome.response is not None
        statuses.append(outcome.response.status)
    assert statuses == [200, 200, 400, 200, 200]


def test_a_cursor_from_before_the_change_is_good() -> None:
    """Nobody knows how old it is."""
    assert status("sem-cursor-expires-sooner", get("cursor=a")) == 200
