"""Where, when and how often faults strike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .striking import Vendor, make, send


def struck(fault_seed: int, description: dict[str, object], times: list[float]) -> list[bool]:
    """Return which of the requests at ``times`` were struck."""
    fault, vendor = make(description, seed=fault_seed), Vendor()
    return [send(fault, vendor, at).loss is not None for at in times]


def test_a_fault_strikes_only_in_its_window() -> None:
    """From its beginning, until its end."""
    times = [0.0, 9.9, 10.0, 19.9, 20.0]
    assert struck(1, {"kind": "refuse", "from": "10s", "for": "10s"}, times) == [False, False, True, True, False]


def test_every_nth_opportunity_is_taken() -> None:
    """Opportunities count, strikes do not."""
    assert struck(1, {"kind": "refuse", "every": 3}, [0.0] * 7) == [False, False, True, False, False, True, False]


def test_a_count_bounds_the_strikes() -> None:
    """After so many it is over."""
    assert struck(1, {"kind": "refuse", "count": 2}, [0.0] * 4) == [True, True, False, False]


@given(st.integers(0, 2**32))
def test_probability_comes_from_the_seed(seed: int) -> None:
    """The same seed strikes the same requests."""
    description = {"kind": "refuse", "probability": 0.5}
    assert struck(seed, description, [0.0] * 50) == struck(seed, description, [0.0] * 50)


def test_operations_and_keys_limit_what_is_struck() -> None:
    """Other operations and other keys are left alone."""
    fault, vendor = make({"kind": "refuse", "operations": ["Post"], "keys": ["10"]}), Vendor()
    assert send(fault, vendor, operation="Show", key="10").loss is None
    assert send(fault, vendor, operation="Post", key="11").loss is None
    assert send(fault, vendor, operation="Post", key="10").loss is not None
