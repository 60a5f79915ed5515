"""sem-time-offset-dropped."""

from __future__ import annotations

from ..drifting import shown


def test_the_time_is_local_and_nothing_says_of_where() -> None:
    """Two hours east of Greenwich."""
    assert shown("sem-time-offset-dropped", "opened_at", "2026-01-05T09:00:00Z") == "2026-01-05T11:00:00"
    assert shown("sem-time-offset-dropped", "opened_at", "2026-01-05") == "2026-01-05"
