"""How far a run is."""

from __future__ import annotations

from adapters.patterns.batch.progress import Progress


def test_rate_and_end_follow_from_what_was_done() -> None:
    """A quarter in 50 s means 150 s more."""
    progress = Progress(10, 40, 50.0, 1_000.0)
    assert (progress.rate, progress.eta_seconds, progress.ends_at) == (0.2, 150.0, 1_150.0)
    assert progress.bar == "[#######.......................] 10/40 25%"


def test_without_a_total_nobody_can_tell_the_end() -> None:
    """The bar says so."""
    progress = Progress(10, None, 50.0, 1_000.0)
    assert (progress.eta_seconds, progress.ends_at, progress.share) == (None, None, None)
    assert progress.bar == f"[{'?' * 30}] 10"


def test_before_the_first_item_there_is_a_total_and_no_rate() -> None:
    """No division by zero, and no promise."""
    assert Progress(0, 40, 0.0, 0.0).eta_seconds is None


def test_a_run_over_nothing_is_done() -> None:
    """An empty day is a whole one."""
    progress = Progress(0, 0, 3.0, 9.0)
    assert (progress.eta_seconds, progress.share) == (0.0, 1.0)
