"""sem-time-zone-shifted."""

from __future__ import annotations

from ..drifting import shown


def test_the_moment_is_the_same_with_another_offset() -> None:
    """A date has no offset."""
    assert shown("sem-time-zone-shifted", "opened_at", "2026-01-05T09:00:00Z") == "2026-01-05T18:30:00+09:30"
    assert shown("sem-time-zone-shifted", "opened_at", "2026-01-05") == "2026-01-05"
