"""When the next request may be sent."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.pace import Budget, Pace, Rate
from tests.adapters.fake_clock import EPOCH


@given(data=st.data())
def test_no_window_holds_more_than_the_rate(data: st.DataObject) -> None:
    """However eager the callers, any window of the rate's length holds at most its requests."""
    requests = data.draw(st.integers(1, 30))
    rate = Rate(requests, data.draw(st.floats(0.5, 120.0)), data.draw(st.integers(1, requests)))
    pace, now, sent = Pace(rate), EPOCH, list[float]()
    for pause in data.draw(st.lists(st.floats(0.0, 40.0), max_size=80)):
        now = max(now + pause * data.draw(st.sampled_from([0.0, 0.01, 1.0])), pace.ready_at(now))
        pace.take(now)
        sent.append(now)
    for start in sent:
        inside = [at for at in sent if start <= at < start + rate.per_seconds - 1e-5]
        assert len(inside) <= rate.requests


def test_the_rate_is_used_to_the_full() -> None:
    """Somebody who always wants to send gets all that the window allows, the burst first."""
    pace, now, sent = Pace(Rate(10, 60.0, burst=4)), EPOCH, list[float]()
    while now < EPOCH + 60.0 - 1e-6:
        pace.take(now)
        sent.append(now - EPOCH)
        now = max(now, pace.ready_at(now))
    assert len(sent) == 10
    assert sent[:5] == pytest.approx([0.0, 0.0, 0.0, 0.0, 60.0 / 7.0])


@pytest.mark.parametrize(("requests", "seconds", "burst"), [(0, 1.0, 1), (5, 1.0, 6), (5, 1.0, 0), (5, 0.0, 1)])
def test_an_impossible_rate_is_refused(requests: int, seconds: float, burst: int) -> None:
    """A burst beyond the limit, or a window without length, is a mistake in the settings."""
    with pytest.raises(ValueError, match="burst"):
        Rate(requests, seconds, burst)


def test_a_pause_ends_without_a_burst() -> None:
    """After the pause requests begin one at a time, though the bucket would have been full."""
    pace = Pace(Rate(10, 10.0, burst=5))
    pace.pause(EPOCH + 100.0)
    ready = []
    now = EPOCH
    for _ in range(3):
        now = max(now, pace.ready_at(now))
        pace.take(now)
        ready.append(now - EPOCH)
    assert ready == pytest.approx([100.0, 100.0 + 10 / 6, 100.0 + 20 / 6])


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    """Of several refusals the one that asks for most counts."""
    pace = Pace(None)
    pace.pause(EPOCH + 60.0)
    pace.pause(EPOCH + 5.0)
    assert pace.ready_at(EPOCH) == EPOCH + 60.0


def test_without_a_rate_only_pauses_count() -> None:
    """Requests may leave at any time."""
    pace = Pace(None)
    for _ in range(100):
        pace.take(EPOCH)
    assert pace.ready_at(EPOCH) <= EPOCH


def test_what_the_vendor_says_is_left_is_respected() -> None:
    """Two requests are left for 30 s: the third waits for the reset, and then the rate alone counts again."""
    pace = Pace(Rate(1000, 1.0, burst=1000))
    pace.observe(Budget(remaining=2, reset_seconds=30.0), EPOCH)
    for _ in range(2):
        assert pace.ready_at(EPOCH) <= EPOCH
        pace.take(EPOCH)
    assert pace.ready_at(EPOCH) == EPOCH + 30.0
    assert pace.ready_at(EPOCH + 30.0) <= EPOCH + 30.0


def test_an_answer_does_not_know_of_requests_under_way() -> None:
    """Within a window the count never goes up, since the vendor has not counted later requests yet."""
    pace = Pace(None)
    pace.observe(Budget(3, 30.0), EPOCH)
    for _ in range(3):
        pace.take(EPOCH)
    pace.observe(Budget(2, 29.5), EPOCH + 0.5)
    assert pace.ready_at(EPOCH + 0.5) == EPOCH + 30.0
    pace.observe(Budget(100, 60.0), EPOCH + 1.0)
    assert pace.ready_at(EPOCH + 1.0) <= EPOCH + 1.0


def test_a_pace_at_rest_can_be_forgotten() -> None:
    """While it would hold somebody back it must be kept."""
    pace = Pace(Rate(1, 10.0))
    assert pace.is_idle(EPOCH)
    pace.take(EPOCH)
    assert [pace.is_idle(EPOCH + seconds) for seconds in (5.0, 10.0)] == [False, True]
    pace.pause(EPOCH + 20.0)
    assert not pace.is_idle(EPOCH + 15.0)
    assert math.isinf(Pace(None).ready_at(EPOCH))
