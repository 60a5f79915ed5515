"""What handlers share."""

from __future__ import annotations

from simulators.anthropic.context import answer, moment, whole_moment
from windtunnel.kernel.clock import EPOCH


def test_moments_have_microseconds_and_headers_whole_seconds() -> None:
    """Both are UTC; a header never promises a moment that is too early."""
    assert moment(EPOCH + 0.25) == "2026-01-05T09:00:00.250000Z"
    assert whole_moment(EPOCH + 0.25) == "2026-01-05T09:00:01Z"
    assert whole_moment(EPOCH) == "2026-01-05T09:00:00Z"


def test_answers_tell_no_charset() -> None:
    """As the vendor sends them."""
    assert answer({"a": "ž"}).headers == [("Content-Type", "application/json")]
