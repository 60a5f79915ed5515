"""Durations and rates."""

from __future__ import annotations

import pytest

from windtunnel.kernel.quantities import parse_duration, parse_rate


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("250ms", 0.25),
        ("60s", 60),
        ("15m", 900),
        ("2min", 120),
        ("4h", 14400),
        ("1d", 86400),
        (" 1.5 h ", 5400),
        (7, 7),
    ],
)
def test_durations_are_read_in_their_units(text: object, seconds: float) -> None:
    """Plain numbers are seconds."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "60", "60 parsecs", "-1s", True, None, [1]])
def test_what_is_no_duration_is_refused(text: object) -> None:
    """With examples of what would be one."""
    with pytest.raises(ValueError, match="is not a duration; write 250ms"):
        parse_duration(text)


@pytest.mark.parametrize(("text", "rate"), [("5/s", 5), ("120/min", 2), ("7200/h", 2), ("1/ms", 1000), (3, 3)])
def test_rates_are_read_per_unit(text: object, rate: float) -> None:
    """Plain numbers are per second."""
    assert parse_rate(text) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["5", "5/fortnight", "/s", False])
def test_what_is_no_rate_is_refused(text: object) -> None:
    """With examples of what would be one."""
    with pytest.raises(ValueError, match="is not a rate; write 5/s"):
        parse_rate(text)
