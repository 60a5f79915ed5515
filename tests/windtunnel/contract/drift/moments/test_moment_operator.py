"""Dates and times as text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from windtunnel.contract.drift.moments.moment_operator import read_moment, write_moment


def test_a_time_without_an_offset_counts_as_utc() -> None:
    """And is written with Z."""
    moment = read_moment("2026-01-05T09:00:00")
    assert moment == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert write_moment(moment) == "2026-01-05T09:00:00Z"


@pytest.mark.parametrize("value", ["a question", "20260105", 20260105, None])
def test_what_is_no_date_is_none(value: object) -> None:
    """Eight digits are a number, not a date."""
    assert read_moment(value) is None
