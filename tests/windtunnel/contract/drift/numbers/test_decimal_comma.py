"""sem-decimal-comma."""

from __future__ import annotations

import pytest

from ..drifting import shown, written


@pytest.mark.parametrize(("value", "comma"), [(12.5, "12,50"), (12, "12,00"), (0.125, "0,125"), ("12.5", "12,50")])
def test_numbers_are_text_with_a_comma(value: object, comma: str) -> None:
    """Two digits at least."""
    assert shown("sem-decimal-comma", "total", value) == comma


def test_requests_may_write_them_so() -> None:
    """Other texts pass."""
    assert written("sem-decimal-comma", "Ticket.total", {"total": "12,50"}) == {"total": 12.5}
    assert written("sem-decimal-comma", "Ticket.total", {"total": "about 12"}) == {"total": "about 12"}
