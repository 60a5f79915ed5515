"""Judging explored worlds."""

from __future__ import annotations

import pytest

from windtunnel.explore import verdict
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.verdict import CRASH, DEADLOCK, HANG, LIVELOCK, judge_world
from windtunnel.scenario.history import History
from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.invariants.invariant import Invariant
from windtunnel.scenario.verdict import Judgement
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.virtual_loop import DeadlockError, HangError, LivelockError

from .exploring import PROJECT, exhausting, plan


def test_a_careful_subject_breaks_nothing() -> None:
    """Under the schedule that breaks a careless one."""
    assert judge_world(PROJECT, plan(), exhausting()).clean


def test_what_is_broken_is_named() -> None:
    """With the first violation's own words."""
    world = judge_world(PROJECT, plan("key-per-call"), exhausting())
    assert world.broken == {"no-duplicate-effect": "sent happened 2 times for order-6"}


def test_a_world_that_a_checker_cannot_judge_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search goes on, and its schedule is made small like any other."""

    def judge_badly(self: Invariant, history: History) -> Judgement:
        raise ZeroDivisionError("no attempts")

    monkeypatch.setattr(INVARIANTS["no-duplicate-effect"], "judge", judge_badly)
    broken = judge_world(PROJECT, plan(), exhausting()).broken
    assert list(broken) == ["no-duplicate-effect"]
    assert "could not judge this run: ZeroDivisionError('no attempts')" in broken["no-duplicate-effect"]


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (SubjectCrashed("it died"), CRASH),
        (DeadlockError("all wait"), DEADLOCK),
        (LivelockError("one spins"), LIVELOCK),
        (HangError("one never gives way"), HANG),
    ],
)
def test_a_world_that_breaks_down_is_a_finding(monkeypatch: pytest.MonkeyPatch, error: Exception, name: str) -> None:
    """A subject that does not start, one that waits for ever, and two that run on while no time passes."""

    def broken_down(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(verdict, "explore_world", broken_down)
    assert judge_world(PROJECT, plan(), Schedule()).broken == {name: str(error)}
