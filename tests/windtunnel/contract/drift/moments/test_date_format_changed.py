"""sem-date-format-changed."""

from __future__ import annotations

import pytest

from ..drifting import seen


@pytest.mark.parametrize(
    ("notation", "written"),
    [
        ("day-month-year", "05/01/2026 09:00"),
        ("month-day-year", "01/05/2026 09:00"),
        ("no-offset", "2026-01-05T09:00:00"),
        ("epoch-seconds", 1767603600),
        ("epoch-milliseconds", 1767603600000),
        ("rfc-2822", "Mon, 05 Jan 2026 09:00:00 +0000"),
    ],
)
def test_the_same_moment_is_written_in_another_way(notation: str, written: object) -> None:
    """Each notation as vendors use it."""
    assert seen("sem-date-format-changed", "Ticket.opened_at", to=notation)["opened_at"] == written


def test_what_is_no_date_is_left_alone() -> None:
    """A subject does not become a date."""
    assert seen("sem-date-format-changed", "Ticket.subject")["subject"] == "a question"
