"""``windtunnel replay``."""

from __future__ import annotations

import json
import platform
import shutil
from pathlib import Path

import pytest

from windtunnel.explore.receipt import leave
from windtunnel.explore.schedule import Jump, Schedule
from windtunnel.explore.search import Finding, plan_of
from windtunnel.explore.verdict import judge_world
from windtunnel.scenario.model import load

from ..explore.exploring import exhausting
from ..explore.exploring import project as parcel
from .calling import ERRAND, call

pytestmark = pytest.mark.thorough


def rehearsed(folder: Path) -> Path:
    """Run a copy of the errand and return the project's folder."""
    project = folder / "project"
    shutil.copytree(ERRAND, project)
    call("run", "errand", "--condition", "answers-lost", "--count", "12", "--seed", "3", cwd=project)
    return project


RECEIPT = "out/errand/answers-lost/receipt.json"


def test_a_receipt_runs_again_with_an_identical_journal(tmp_path: Path) -> None:
    """And the exit code of its verdict."""
    called = call("replay", RECEIPT, "--json", cwd=rehearsed(tmp_path))
    assert called.code == 0
    assert json.loads(called.out)["same"] is True


def test_a_changed_scenario_cannot_be_compared(tmp_path: Path) -> None:
    """Exit code 3, and what has changed."""
    project = rehearsed(tmp_path)
    file = project / "scenarios" / "errand.yaml"
    file.write_text(file.read_text() + "\n# changed\n")
    called = call("replay", RECEIPT, cwd=project)
    assert called.code == 3
    assert "the scenario has changed since the receipt was written" in called.err


def test_changed_code_under_test_is_noticed(tmp_path: Path) -> None:
    """The journal comes out different: exit code 3."""
    project = rehearsed(tmp_path)
    subject = project / "adapters" / "subject.py"
    subject.write_text(subject.read_text().replace("TIMEOUT_SECONDS = 3.0", "TIMEOUT_SECONDS = 3.0\nATTEMPTS = 1"))
    subject.write_text(subject.read_text().replace('"/messages"', '"/messages?again=1"'))
    called = call("replay", RECEIPT, cwd=project)
    assert called.code == 3
    assert "journal DIFFERENT" in called.out
    assert "not what it was, or not deterministic" in called.err
    receipt = project / RECEIPT
    receipt.write_text(receipt.read_text().replace(platform.python_version(), "3.2.1"))
    assert "order than 3.2.1 did; replay it with 3.2" in call("replay", RECEIPT, cwd=project).err


def test_what_is_no_receipt_is_refused(tmp_path: Path) -> None:
    """Exit code 2."""
    (tmp_path / "x.json").write_text("{}")
    called = call("replay", str(tmp_path / "x.json"))
    assert called.code == 2
    assert "not a receipt" in called.err


def test_a_receipt_of_a_virtual_world_runs_over_sockets(tmp_path: Path) -> None:
    """The same seed, count and faults; the verdicts are compared."""
    project = tmp_path / "project"
    shutil.copytree(ERRAND, project)
    call("run", "clerk", "--condition", "doubled", "--count", "5", cwd=project)
    called = call("replay", "out/clerk/doubled/receipt.json", "--world", "wire", "--json", cwd=project)
    assert called.code == 0
    told = json.loads(called.out)
    assert (told["world"], told["verdict"], told["same"]) == ("wire", "PASS", True)


def explored(folder: Path, schedule: Schedule) -> Path:
    """A project with a mistake whose times are short, and the receipt of an explored world."""
    own = parcel(folder, "key-per-call")
    sender = own.roots[0] / "adapters" / "sender.py"
    sender.write_text(sender.read_text().replace("AGAIN_SECONDS = 60.0", "AGAIN_SECONDS = 0.5"))
    file = own.roots[0] / "scenarios" / "parcel.yaml"
    file.write_text(f"{file.read_text()}\nwire: {{quiet: 2s}}\n")
    plan = plan_of(load(own, "parcel"), 1, 6)
    world = judge_world(own, plan, schedule, patient=True)
    leave(Finding("no-duplicate-effect", schedule, 3, plan, world, 1), folder / "out")
    return folder / "out" / "receipt.json"


def test_an_explored_schedule_is_replayed_over_sockets(tmp_path: Path) -> None:
    """What it broke in the virtual world it breaks there; exit code 1."""
    called = call(
        "replay", str(explored(tmp_path, exhausting())), "--world", "wire", "--json", cwd=tmp_path / "project"
    )
    told = json.loads(called.out)
    assert (told["strikes"], list(told["broken"]), told["same"]) == (3, ["no-duplicate-effect"], True)
    assert called.code == 1


def test_a_jump_of_the_clock_is_not_replayed_over_sockets(tmp_path: Path) -> None:
    """Exit code 2, with the reason."""
    jump = exhausting().model_copy(update={"jumps": (Jump(at=0.1, seconds=60.0),)})
    called = call("replay", str(explored(tmp_path, jump)), "--world", "wire", cwd=tmp_path / "project")
    assert called.code == 2
    assert "clock-jump cannot be made in the wire world" in called.err
