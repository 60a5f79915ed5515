"""What the tests of all quota algorithms share: charges over time, and waiting as long as one is told."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.quotas.window import Level, Window

LIMITS = st.integers(1, 12).map(float)
COSTS = st.integers(1, 4).map(float)
WINDOWS = st.sampled_from([1.0, 10.0, 60.0, 100.0, 3600.0, 86400.0])
PAUSES = st.floats(0, 200) | st.integers(0, 90).map(float) | st.just(0.0)
CHARGES = st.lists(st.tuples(PAUSES, COSTS), min_size=1, max_size=60)


def run(window: Window, limit: float, charges: list[tuple[float, float]]) -> list[tuple[float, float, Level]]:
    """Charge one bucket again and again and return (time, cost, level) of every charge."""
    usage: Any = None
    now, seen = EPOCH, []
    for pause, cost in charges:
        now += pause
        usage, level = window.charge(usage, limit, cost, now)
        seen.append((now, cost, level))
    return seen


def honoured(window: Window, limit: float, charges: list[tuple[float, float]]) -> bool:
    """Tell whether a refused charge goes through after exactly the time that the refusal names."""
    usage: Any = None
    now = EPOCH
    for pause, cost in charges:
        now += pause
        usage, level = window.charge(usage, limit, min(cost, limit), now)
        if not level.allowed:
            _, again = window.charge(usage, limit, min(cost, limit), now + level.retry_after_seconds)
            if not again.allowed:
                return False
    return True
