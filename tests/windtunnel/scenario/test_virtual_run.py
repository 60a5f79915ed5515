"""Runs in a virtual world."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.errors import EscapeError, UsageError
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.stage import Plan
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import Rows
from windtunnel.world import virtual_loop, watchdog
from windtunnel.world.virtual_loop import HangError, LivelockError

from .rehearsing import PROJECT, ROOT, errand, run

DIGEST = """
import sys
sys.path[:0] = {paths!r}
from tests.windtunnel.scenario.rehearsing import run
print(run("answers-lost", count=20).journal.digest())
"""


def test_the_same_seed_gives_the_same_journal() -> None:
    """Twice in a row."""
    assert run("answers-lost", count=20).journal.digest() == run("answers-lost", count=20).journal.digest()


def test_another_seed_gives_another_journal() -> None:
    """Chance comes from the seed."""
    assert run("answers-lost", count=20).journal.digest() != run("answers-lost", count=20, seed=2).journal.digest()


@pytest.mark.thorough
def test_the_journal_does_not_depend_on_hash_randomisation() -> None:
    """Under PYTHONHASHSEED 0, 1 and 42."""
    root = Path(__file__).resolve().parents[3]
    program = DIGEST.format(paths=[str(root), str(root / "src")])
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(digests) == 1


def test_conditions_share_arrivals() -> None:
    """What differs between conditions is the condition."""
    arrivals = [
        [event.at for event in run(condition, count=10).journal.of(Kind.ARRIVAL)] for condition in ("calm", "refused")
    ]
    assert arrivals[0] == arrivals[1]


def test_load_makes_events_arrive_faster() -> None:
    """Twenty times the rate."""
    at_rest = [event.at for event in run("calm", count=10).journal.of(Kind.ARRIVAL)]
    loaded = [event.at for event in run("token-expired", count=10).journal.of(Kind.ARRIVAL)]
    assert at_rest[-1] - at_rest[0] == pytest.approx(20 * (loaded[-1] - loaded[0]))


def with_subject(reference: str, text: str, folder: Path) -> None:
    """Run the errand with a subject of our own."""
    (folder / "adapters").mkdir(parents=True)
    (folder / "adapters" / "__init__.py").write_text("")
    (folder / "adapters" / "own.py").write_text(text)
    (folder / "windtunnel.toml").write_text("")
    for name in ("contracts", "simulators", "scenarios"):
        shutil.copytree(ROOT / name, folder / name)
    scenario = errand()
    subject = scenario.subject.model_copy(update={"python": reference})
    rows = Rows(folder, "", ({"text": "a"},))
    run_condition(Project(folder), Plan(scenario.model_copy(update={"subject": subject}), "calm", rows, 2, 1))


def test_a_subject_that_reads_the_machines_clock_is_refused_with_its_place(tmp_path: Path) -> None:
    """File, line and what to use instead."""
    text = "import time\n\n\ndef create(environment, **parts):\n    return time.time()\n"
    with pytest.raises(EscapeError, match=r"own.py:5 in create read the machine's clock .*clock.now\(\)"):
        with_subject("adapters.own:create", text, tmp_path)


def test_a_subject_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    """No traceback for a wrong signature."""
    with pytest.raises(UsageError, match="adapters.own:create could not be made"):
        with_subject("adapters.own:create", "def create():\n    return None\n", tmp_path)


SPINNER = """
import asyncio


def create(environment, **parts):
    async def work():
        while True:
            await asyncio.sleep(0)

    async def application(scope, receive, send):
        await receive()
        application.task = asyncio.create_task(work(), name="worker")
        await send({"type": "lifespan.startup.complete"})
        await receive()

    return application
"""


def test_a_subject_that_spins_ends_the_run_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although the workload still has a timer."""
    monkeypatch.setattr(virtual_loop, "TURNS_MAX", 2000)
    with pytest.raises(LivelockError, match=r"worker: create.<locals>.work at .*own.py:8, in 100 of 100 turns"):
        with_subject("adapters.own:create", SPINNER, tmp_path)


HOG = SPINNER.replace("await asyncio.sleep(0)", "pass")


def test_a_subject_that_never_gives_way_ends_the_run_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else in the process would run again."""
    monkeypatch.setattr(watchdog, "PATIENCE_SECONDS", 1.0)
    with pytest.raises(HangError, match=r"task worker keeps the loop.* in create.<locals>.work at .*own.py:[78]"):
        with_subject("adapters.own:create", HOG, tmp_path)


def test_a_subject_that_cannot_be_imported_is_a_usage_error(tmp_path: Path) -> None:
    """The missing module is named."""
    with pytest.raises(UsageError, match="No module named 'nowhere_at_all'"):
        with_subject("adapters.own:create", "import nowhere_at_all\n", tmp_path)


def test_an_unknown_attribute_of_the_subject_is_a_usage_error(tmp_path: Path) -> None:
    """File and name."""
    with pytest.raises(UsageError, match="own.py has no 'make'"):
        with_subject("adapters.own:make", "create = None\n", tmp_path)


def test_the_project_is_the_one_that_was_given() -> None:
    """Its own scenarios come first."""
    assert PROJECT.own_names("scenarios", ".yaml") == ["clerk", "errand"]
