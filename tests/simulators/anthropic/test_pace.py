"""How long answers take."""

from __future__ import annotations

from tests.simulators.anthropic.desk import Desk


def test_without_service_times_nothing_takes_time(desk: Desk) -> None:
    """The default of a test."""
    assert desk.ask().delay_seconds == 0
    streamed = desk.ask(stream=True)
    assert sum(chunk.delay_seconds for chunk in streamed.parts()) + streamed.delay_seconds == 0


def test_a_median_and_a_tail() -> None:
    """Half of the calls take about the median, few take much longer."""
    desk = Desk(latency=True)
    delays = sorted(desk.ask().delay_seconds for _ in range(300))
    assert 0.8 < delays[150] < 1.5
    assert 3 < delays[-1] < 30


def test_many_tokens_take_their_time() -> None:
    """75 a second, at once as well as streamed."""
    desk = Desk({"thinking_tokens_default": 3000}, latency=True)
    thinking = {"type": "enabled", "budget_tokens": 3000}
    whole = desk.ask(max_tokens=4000, thinking=thinking)
    assert whole.delay_seconds >= 3000 / 75
    streamed = desk.ask(max_tokens=4000, thinking=thinking, stream=True)
    assert streamed.delay_seconds < 30
    assert sum(chunk.delay_seconds for chunk in streamed.parts()) > 2900 / 75
