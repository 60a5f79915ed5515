"""sem-float-noise."""

from __future__ import annotations

import pytest

from ..drifting import shown


def test_numbers_differ_in_their_last_digits_only() -> None:
    """12.1 is not 12.1, and nearly is."""
    noisy = shown("sem-float-noise", "total", 12.1)
    assert noisy != 12.1
    assert noisy == pytest.approx(12.1, rel=1e-12)
    assert shown("sem-float-noise", "subject", "12.1") == "12.1"
