"""Agendas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from windtunnel.kernel.agenda import Agenda
from windtunnel.kernel.clock import SteppedClock


class Diary:
    """An agenda that writes down what happens."""

    def __init__(self) -> None:
        self.clock = SteppedClock(0.0)
        self.agenda = Agenda(self.clock)
        self.seen: list[tuple[float, Any]] = []
        self.agenda.handle("note", self.note)

    def note(self, data: Mapping[str, Any]) -> None:
        """Write it down."""
        self.seen.append((self.clock.now(), data["n"]))


def test_appointments_run_at_their_time_in_the_order_of_planning() -> None:
    """Equal times keep their order."""
    diary = Diary()
    for when, number in ((5, 1), (3, 2), (5, 3)):
        diary.agenda.plan(when, "note", {"n": number})
    diary.clock.advance(10)
    assert diary.seen == [(3, 2), (5, 1), (5, 3)]


def test_a_cancelled_appointment_does_not_happen() -> None:
    """The others do."""
    diary = Diary()
    first = diary.agenda.plan(1, "note", {"n": 1})
    diary.agenda.plan(2, "note", {"n": 2})
    diary.agenda.cancel(first)
    diary.clock.advance(10)
    assert diary.seen == [(2, 2)]


def test_a_snapshot_carries_pending_appointments_to_another_world() -> None:
    """The original goes on independently."""
    diary, twin = Diary(), Diary()
    diary.agenda.plan(5, "note", {"n": 1})
    snapshot = diary.agenda.snapshot()
    diary.clock.advance(10)
    twin.agenda.restore(snapshot)
    assert [appointment.data["n"] for appointment in twin.agenda.pending()] == [1]
    twin.clock.advance(10)
    assert diary.seen == twin.seen == [(5, 1)]


def test_restoring_forgets_what_was_planned_since() -> None:
    """Nothing leaks into the restored state."""
    diary = Diary()
    empty = diary.agenda.snapshot()
    diary.agenda.plan(5, "note", {"n": 1})
    diary.agenda.restore(empty)
    diary.clock.advance(10)
    assert diary.seen == []


def test_an_appointment_nobody_handles_is_a_mistake_of_ours() -> None:
    """Found when it is planned, not when it is due."""
    with pytest.raises(AssertionError, match="no handler for 'unknown'"):
        Diary().agenda.plan(1, "unknown")


def test_a_handler_that_fails_does_not_silence_the_agenda() -> None:
    """What comes after it still happens."""
    diary = Diary()

    def fail(data: Mapping[str, Any]) -> None:
        raise RuntimeError("broken")

    diary.agenda.handle("fail", fail)
    diary.agenda.plan(1.0, "fail")
    diary.agenda.plan(2.0, "note", {"n": 1})
    with pytest.raises(RuntimeError):
        diary.clock.advance(1)
    diary.clock.advance(1)
    assert diary.seen == [(2.0, 1)]
