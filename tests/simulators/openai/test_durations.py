"""Durations as Go prints them."""

from __future__ import annotations

import pytest

from simulators.openai.durations import go_duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (-3, "0s"),
        (0.0001, "1ms"),
        (0.012, "12ms"),
        (0.374, "374ms"),
        (1, "1s"),
        (1.2, "1.2s"),
        (30, "30s"),
        (59.9999, "1m0s"),
        (360, "6m0s"),
        (3723.5, "1h2m3.5s"),
        (86400, "24h0m0s"),
    ],
)
def test_durations_read_as_go_prints_them(seconds: float, text: str) -> None:
    """Milliseconds below a second, then seconds without trailing zeros, then minutes and hours."""
    assert go_duration(seconds) == text
