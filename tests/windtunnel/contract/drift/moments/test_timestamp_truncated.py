"""sem-timestamp-truncated."""

from __future__ import annotations

from ..drifting import shown


def test_the_date_is_left() -> None:
    """What is no date stays whole."""
    assert shown("sem-timestamp-truncated", "opened_at", "2026-01-05T09:00:00Z") == "2026-01-05"
    assert shown("sem-timestamp-truncated", "subject", "a long question") == "a long question"
