"""One seed, one journal: the same schedule gives the same events, one by one, whatever Python hashes like."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.rounds import Round, run_round
from windtunnel.explore.schedule import Jitter, Schedule, Spread
from windtunnel.explore.search import plan_of
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


def doing(folder: Path, statement: str) -> tuple[Project, Plan]:
    """A project whose subject does something for every parcel, and a plan of its worlds."""
    own = project(folder)
    sender = own.roots[0] / "adapters" / "sender.py"
    imports = (
        "import asyncio, os, random, secrets, socket, threading, time, uuid\nfrom time import monotonic as early\n"
    )
    text = sender.read_text().replace("        self.serial += 1\n", f"        {statement}\n")
    sender.write_text(text.replace("import asyncio\n", f"{imports}SEEN = []\n", 1))
    return own, plan_of(load(own, "parcel"), 1, 6)


ESCAPES = {
    "machine's clock": "time.time()",
    "early-bound clock": "early()",
    "sleep": "time.sleep(0.001)",
    "id of the machine": "uuid.uuid4()",
    "thread": "threading.Thread(target=print).start()",
    "thread of the loop": "await asyncio.to_thread(print)",
    "socket": "with socket.socket() as line: line.connect(('127.0.0.1', 9))",
    "connection of the loop": "await asyncio.open_connection('127.0.0.1', 9)",
}


@pytest.mark.parametrize("statement", ESCAPES.values(), ids=ESCAPES)
def test_a_subject_that_leaves_its_world_is_named(tmp_path: Path, statement: str) -> None:
    """The search ends with file, line and function of the culprit."""
    own, asked = doing(tmp_path, statement)
    with pytest.raises(EscapeError, match=r"sender\.py:\d+ in Sender\.ship "):
        explore_world(own, asked, Schedule())


def test_chance_comes_from_the_seed(tmp_path: Path) -> None:
    """Whatever a subject draws from the process is the same again, and so is its journal."""
    drawn = "await self.clock.sleep(random.random() + secrets.randbelow(9) / 100 + os.urandom(1)[0] / 1000)"
    own, asked = doing(tmp_path, drawn)
    once, again = (explore_world(own, asked, Schedule()).run.journal.digest() for _ in range(2))
    assert once == again


def test_a_subject_that_remembers_earlier_worlds_is_found(tmp_path: Path) -> None:
    """The planted mistake: what outlives a world makes the next one different, and its journal tells."""
    own, asked = doing(tmp_path, "SEEN.append(1); await self.clock.sleep(len(SEEN) / 100)")
    once, again = (explore_world(own, asked, Schedule()).run.journal.digest() for _ in range(2))
    assert once != again
