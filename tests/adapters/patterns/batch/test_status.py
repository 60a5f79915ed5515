"""What a batch tells of itself."""

from __future__ import annotations

from adapters.errors import SystemUnavailable
from adapters.patterns.batch.status import status_of
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import ListSink

from .plant import Numbers, batch_of, store


@virtual
async def test_it_tells_when_how_far_and_what_came_of_it(clock: FakeClock) -> None:
    """Before the window, in the middle of a run, and after it."""
    work = Numbers(refused=frozenset({1}))
    work.trouble["decide 4"] = [SystemUnavailable("away")] * 3
    batch = batch_of(work, clock, store(), ListSink())
    batch.start()
    await clock.sleep(1.0)
    before = status_of(batch, clock.now())
    assert (before["state"], before["run"], before["progress"]) == ("waiting", None, None)
    assert before["window"] == {
        "open": False,
        "opens": "2025-10-09T09:00:00+00:00",
        "closes": "2025-10-09T11:00:00+00:00",
    }
    await clock.sleep(403.0)
    during = status_of(batch, clock.now())
    assert during["state"] == "running"
    progress = during["progress"]
    assert isinstance(progress, dict)
    assert (progress["done"], progress["total"]) == (3, 7)
    assert progress["bar"] == "[############..................] 3/7 43%"
    assert progress["eta_seconds"] > 0.0
    await clock.sleep(600.0)
    after = status_of(batch, clock.now())
    assert (after["state"], after["progress"]) == ("finished", None)
    run = after["run"]
    assert isinstance(run, dict)
    assert {name: run[name] for name in ("name", "rows", "applied", "rejected", "skipped", "reasons", "labels")} == {
        "name": "2025-10-09",
        "rows": 7,
        "applied": 6,
        "rejected": 1,
        "skipped": 0,
        "reasons": {"REFUSED": 1},
        "labels": {"even": 4, "odd": 2},
    }
    await batch.stop(clean=True)


@virtual
async def test_an_unfinished_run_is_told_as_stopped(clock: FakeClock) -> None:
    """Between two windows, with what was done in the first."""
    work = Numbers()
    work.trouble["decide 4"] = [SystemUnavailable("away")] * 999
    batch = batch_of(work, clock, store(), ListSink())
    batch.start()
    await clock.sleep(10_000.0)
    status = status_of(batch, clock.now())
    assert status["state"] == "stopped"
    assert isinstance(status["run"], dict)
    assert (status["run"]["rows"], status["run"]["escalated"]) == (3, True)
    await batch.stop(clean=True)
