"""Stopping a search."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from windtunnel.explore.halt import Halt
from windtunnel.explore.rounds import Round, run_round
from windtunnel.explore.search import explore

from .exploring import PROJECT, menu, plan, project, request

BUDGET = 100_000


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """An interrupt interrupts, also where the tests run in the background and would inherit that it does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_ends_the_search_with_what_it_has(tmp_path: Path, jobs: int) -> None:
    """In this process and in others; the worlds that were run are counted."""
    halt = Halt()

    def interrupt(progress: str) -> None:
        if not halt.asked:
            os.kill(os.getpid(), signal.SIGINT)

    asked = request(tmp_path, budget=BUDGET, jobs=jobs, keep_going=True)
    with halt.on_interrupt():
        found = explore(project(tmp_path), asked, interrupt, halt)
    assert found.halted
    assert 1 < found.worlds < BUDGET


def test_the_second_interrupt_interrupts() -> None:
    """Whoever asks twice does not want to wait."""
    halt = Halt()
    with pytest.raises(KeyboardInterrupt), halt.on_interrupt():
        os.kill(os.getpid(), signal.SIGINT)
        assert halt.asked
        os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_means_what_it_did_before_and_after() -> None:
    """The handler is put back, interrupted or not."""
    before = signal.getsignal(signal.SIGINT)
    with Halt().on_interrupt():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_round_begins_no_world_after_a_halt() -> None:
    """One that is under way comes to its end."""
    halt = Halt()
    with halt.on_interrupt():
        os.kill(os.getpid(), signal.SIGINT)
    assert run_round(PROJECT, plan(), Round(menu(), (), seed=3, worlds=6), halt).worlds == 0


def test_what_was_found_before_is_told_as_it_was_drawn(tmp_path: Path) -> None:
    """It is confirmed, and not made smaller."""
    halt = Halt()

    def interrupt(progress: str) -> None:
        if "making the schedule small" in progress:
            os.kill(os.getpid(), signal.SIGINT)

    with halt.on_interrupt():
        found = explore(project(tmp_path, "key-per-attempt"), request(tmp_path), interrupt, halt)
    (finding,) = found.findings
    assert finding.schedule.faults == finding.drawn
    assert found.halted
