"""Numbers in two notations."""

from __future__ import annotations

import math

import pytest

from windtunnel.contract.drift.numbers.quantity import quantity, scaled


@pytest.mark.parametrize(("value", "number"), [(12, 12), ("12.50", 12.5), ("-3", -3), ("1e3", None), (True, None)])
def test_numbers_are_read_as_json_and_as_text(value: object, number: object) -> None:
    """Anything else is no number."""
    assert quantity(value) == number


def test_products_have_no_binary_noise() -> None:
    """12.1 times 100 is 1210."""
    assert repr(scaled(12.1, 100)) == "1210.0"
    assert repr(scaled(12, 100)) == "1200"
    assert math.isclose(scaled(5, 0.1), 0.5)
