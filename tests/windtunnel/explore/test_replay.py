"""Running schedules again."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.receipt import ExplorationReceipt, leave
from windtunnel.explore.replay import broken_under, replay, replay_on_wire
from windtunnel.explore.search import Finding, plan_of
from windtunnel.explore.verdict import judge_world
from windtunnel.kernel.errors import InconclusiveError
from windtunnel.scenario.model import load

from .exploring import exhausting, project


def received(folder: Path) -> tuple[Project, ExplorationReceipt]:
    """A project with a mistake, and the receipt of what it breaks."""
    own = project(folder, "key-per-call")
    plan = plan_of(load(own, "parcel"), 1, 6)
    world = judge_world(own, plan, exhausting(), patient=True)
    receipt = leave(Finding("no-duplicate-effect", exhausting(), 7, plan, world, 12), folder / "out")
    assert receipt is not None
    return own, receipt


def test_a_receipt_is_replayed_exactly(tmp_path: Path) -> None:
    """The journal is the same and the same is broken."""
    own, receipt = received(tmp_path)
    replayed = replay(own, receipt)
    assert replayed.same
    assert replayed.broken == receipt.broken
    assert replayed.result.verdict == "FAIL"


def test_a_changed_scenario_cannot_be_compared(tmp_path: Path) -> None:
    """It is named."""
    own, receipt = received(tmp_path)
    file = own.roots[0] / "scenarios" / "parcel.yaml"
    file.write_text(f"{file.read_text()}\n# changed\n")
    with pytest.raises(InconclusiveError, match="the scenario has changed"):
        replay(own, receipt)


def test_a_schedule_tells_what_it_breaks(tmp_path: Path) -> None:
    """From the scenario's file, as generated tests call it."""
    file = project(tmp_path, "key-per-call").roots[0] / "scenarios" / "parcel.yaml"
    broken = broken_under(file, exhausting().text(), seed=1, events=6)
    assert broken == {"no-duplicate-effect": "sent happened 2 times for order-6"}


@pytest.mark.thorough
def test_a_subject_that_does_not_start_over_sockets_shows_nothing(tmp_path: Path) -> None:
    """Neither that it is broken nor that it is not."""
    own, receipt = received(tmp_path)
    (own.roots[0] / "adapters" / "sender.py").write_text("raise SystemExit('no licence')\n")
    with pytest.raises(InconclusiveError, match="nothing was rehearsed: the subject ended with 1: no licence"):
        replay_on_wire(own, receipt)
