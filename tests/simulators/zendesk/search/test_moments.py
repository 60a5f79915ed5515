"""Times in queries."""

from __future__ import annotations

import pytest

from simulators.zendesk.search import moments

NOON = 1_767_614_400
"""2026-01-05T12:00:00Z"""


@pytest.mark.parametrize(
    ("value", "operator", "moment", "expected"),
    [
        ("2026-01-05", ":", NOON, True),
        ("2026-01-05", ">", NOON, False),
        ("2026-01-04", ">", NOON, True),
        ("2026-01-05", ">=", NOON, True),
        ("2026-01-05", "<", NOON, False),
        ("2026-01-05", "<=", NOON, True),
        ("2026-01-05T12:00:00Z", ">", NOON, False),
        ("2026-01-05T12:00:00Z", ":", NOON, True),
        ("4hours", ">", NOON - 3 * 3600, True),
        ("4hours", ">", NOON - 5 * 3600, False),
        ("2days", "<", NOON - 3 * 86400, True),
        ("today", ":", NOON, True),
        ("yesterday", ":", NOON, False),
        ("someday", ":", NOON, False),
        ("someday", ">", NOON, False),
        ("someday", "<", NOON, False),
    ],
)
def test_moments_compare_with_spans(value: str, operator: str, moment: int, expected: bool) -> None:
    """A date is a whole day, a span leads back from now, nonsense is never."""
    assert moments.compare(moment, operator, moments.span_of(value, NOON)) is expected
