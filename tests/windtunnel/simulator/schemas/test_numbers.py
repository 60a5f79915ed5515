"""Numbers within bounds."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.schemas.numbers import fitting_number

BOUNDS = st.dictionaries(
    st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
    st.integers(-5, 5) | st.sampled_from([0.1, -2.25]),
)
STEPS = st.none() | st.sampled_from([1, 3, 0.5, 0.1, 0.01])


@given(BOUNDS, STEPS, st.booleans(), st.integers())
def test_a_number_keeps_to_every_bound_or_there_is_none(
    bounds: dict[str, float], step: float | None, whole: bool, seed: int
) -> None:
    """None is returned only when exact arithmetic finds none either."""
    keywords: dict[str, Any] = bounds if step is None else {**bounds, "multipleOf": step}
    number = fitting_number(keywords, Random(seed), whole=whole)
    if number is None:
        assert not any(_fits(Fraction(n, 100), keywords, whole) for n in range(-520, 520))
    else:
        assert _fits(Fraction(str(number)), keywords, whole)


def _fits(number: Fraction, keywords: dict[str, Any], whole: bool) -> bool:
    exact = {key: Fraction(str(value)) for key, value in keywords.items()}
    return (
        exact.get("minimum", number) <= number <= exact.get("maximum", number)
        and ("exclusiveMinimum" not in exact or exact["exclusiveMinimum"] < number)
        and ("exclusiveMaximum" not in exact or number < exact["exclusiveMaximum"])
        and ("multipleOf" not in exact or (number / exact["multipleOf"]).denominator == 1)
        and (not whole or number.denominator == 1)
    )


@pytest.mark.parametrize("format_", ["int32", "int64"])
def test_a_format_bounds_what_nothing_else_bounds(format_: str) -> None:
    """32 and 64 bits."""
    bits = int(format_.removeprefix("int"))
    number = fitting_number({"format": format_, "minimum": 2 ** (bits - 1) - 3}, Random(1), whole=True)
    assert number is not None
    assert 2 ** (bits - 1) - 3 <= number < 2 ** (bits - 1)


def test_whole_numbers_are_integers() -> None:
    """Not floats that happen to be whole."""
    assert isinstance(fitting_number({"multipleOf": 0.5}, Random(1), whole=True), int)
