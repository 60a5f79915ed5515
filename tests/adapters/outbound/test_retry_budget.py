"""How many retries all calls may make together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.retry_budget import RetryBudget, RetryBudgetSettings


@given(
    ratio=st.floats(0.0, 1.0),
    reserve=st.floats(0.0, 20.0),
    calls=st.lists(st.integers(0, 5), max_size=60),
    window=st.integers(0, 59),
)
def test_amplification_is_bounded_in_every_window(ratio: float, reserve: float, calls: list[int], window: int) -> None:
    """Whatever the calls want, from any call on at most reserve + ratio per call retries are granted."""
    budget = RetryBudget(RetryBudgetSettings(ratio, reserve))
    granted: list[int] = []
    for wanted in calls:
        budget.deposit()
        granted.append(sum(budget.withdraw() for _ in range(wanted)))
    inside = granted[window:]
    assert sum(inside) <= reserve + ratio * len(inside) + 1e-9
    assert 0.0 <= budget.level <= reserve


def test_a_budget_recovers_with_calls_that_succeed() -> None:
    """After an outage the reserve fills up again."""
    budget = RetryBudget(RetryBudgetSettings(ratio=0.5, reserve=2.0))
    assert [budget.withdraw() for _ in range(3)] == [True, True, False]
    budget.deposit()
    assert not budget.withdraw()
    budget.deposit()
    assert budget.withdraw()
