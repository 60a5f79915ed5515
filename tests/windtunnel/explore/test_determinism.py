"""One seed, one journal: the same schedule gives the same events, one by one, whatever Python hashes like."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from windtunnel.explore.rounds import Round, run_round
from windtunnel.explore.schedule import Jitter, Schedule, Spread
from windtunnel.explore.world import explore_world
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.journal import Event
from windtunnel.scenario.model import load
from windtunnel.scenario.stage import Plan

from .exploring import PROJECT, exhausting, menu, plan, project, strike

BUSY = Schedule(
    strikes=(*exhausting(3).strikes, strike(9, kind="latency", least=0.5, most=3.0)),
    disturbances=({"on": "erp", "kind": "refuse", "from": 0.4, "for": 7.0},),
    arrivals=Spread(seed=5, within=0.3),
    latency=Jitter(seed=6, least=0.05, most=0.5),
)
DIGEST = """
from tests.windtunnel.explore.test_determinism import BUSY, PROJECT, plan
from windtunnel.explore.world import explore_world
print(explore_world(PROJECT, plan(), BUSY).run.journal.digest())
"""


def journal(schedule: Schedule) -> list[Event]:
    """The journal of a world."""
    return list(explore_world(PROJECT, plan(), schedule).run.journal)


def differences(one: list[Event], other: list[Event]) -> list[tuple[bytes, bytes]]:
    """Pairs of lines that differ, and whatever one has more."""
    pairs = [(a.line(), b.line()) for a, b in zip(one, other, strict=False) if a.line() != b.line()]
    longer = one if len(one) > len(other) else other
    return pairs + [(event.line(), b"") for event in longer[min(len(one), len(other)) :]]


def test_a_schedule_run_twice_gives_the_same_journal_event_by_event() -> None:
    """Races, retries, an outage and lost answers included."""
    assert differences(journal(BUSY), journal(BUSY)) == []


def test_the_comparison_finds_a_single_difference() -> None:
    """Half a millisecond in one service time is seen."""
    assert BUSY.latency is not None
    later = BUSY.model_copy(update={"latency": BUSY.latency.model_copy(update={"most": 0.5005})})
    assert differences(journal(BUSY), journal(later))


@pytest.mark.parametrize("hash_seed", ["0", "42"])
def test_the_journal_is_the_same_in_other_processes(hash_seed: str) -> None:
    """Nothing depends on how strings are hashed."""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == explore_world(PROJECT, plan(), BUSY).run.journal.digest()


def test_every_drawn_world_can_be_run_again() -> None:
    """What a round finds is found again under its schedule, word for word."""
    careless = plan("key-per-attempt")
    found = run_round(PROJECT, careless, Round(menu(), (), seed=9, worlds=15, first_only=False)).found
    assert found
    for schedule, broken in found:
        again = run_again(careless, schedule)
        assert again == broken


def run_again(careless: Plan, schedule: Schedule) -> dict[str, str]:
    """What is broken under a schedule."""
    from windtunnel.explore.verdict import judge_world

    return dict(judge_world(PROJECT, careless, schedule).broken)


def test_a_subject_that_reads_the_machines_clock_is_named(tmp_path: Path) -> None:
    """File, line and function of the culprit, and what to use instead."""
    own = project(tmp_path)
    sender = own.roots[0] / "adapters" / "sender.py"
    text = sender.read_text().replace("        self.serial += 1\n", "        self.serial += int(time.time() > 0)\n")
    sender.write_text(text.replace("import json\n", "import json\nimport time\n"))
    scenario = load(own, "parcel")
    escaping = Plan(scenario, "explored", plan().rows, 6, 1)
    with pytest.raises(EscapeError, match=r"sender\.py:\d+ in Sender\.ship .*clock\.now\(\)"):
        explore_world(own, escaping, Schedule())
