"""Rehearsals: many conditions, several processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.processes import descendants, is_running, wait_until_gone
from windtunnel.content.project import Project
from windtunnel.kernel.errors import InconclusiveError, UnknownNameError, UsageError
from windtunnel.scenario.history import History
from windtunnel.scenario.model import load
from windtunnel.scenario.rehearsal import RUNNERS, Request, reason_against, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.stage import Plan, Run, run_not_begun
from windtunnel.scenario.verdict import EXIT_CODES, Verdict
from windtunnel.scenario.workload import Rows

from .rehearsing import PROJECT, ROOT

REPOSITORY = Path(__file__).resolve().parents[3]
NAMES_LEFT = ["journal.jsonl", "receipt.json"]


def test_processes_and_one_process_find_the_same() -> None:
    """Parallel runs change nothing."""
    request = Request(("errand",), ("calm", "refused"), count=10)
    one = rehearse(PROJECT, Request(**{**request.__dict__, "jobs": 1}))
    two = rehearse(PROJECT, Request(**{**request.__dict__, "jobs": 2}))
    assert one == two


def test_every_condition_leaves_a_receipt_and_a_journal(tmp_path: Path) -> None:
    """In a folder of its own, with the command that runs it again."""
    result = rehearse(PROJECT, Request(("errand",), ("calm",), count=5, out=tmp_path, jobs=1))
    folder = tmp_path / "errand" / "calm"
    assert sorted(path.name for path in folder.iterdir()) == NAMES_LEFT
    assert result.scenarios[0].conditions[0].replay == f"windtunnel replay {folder}/receipt.json"


def test_what_a_subject_wrote_is_kept_without_its_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the wire world, beside the journal; a subject that wrote nothing leaves nothing."""

    def run(project: Project, plan: Plan) -> Run:
        begun = run_not_begun(plan, "it ends here")
        settings = replace(begun.history.settings, secrets={"desk.key": "k3y-of-the-desk"})
        lines = ["listening", "the key is k3y-of-the-desk"] if plan.condition == "calm" else []
        return replace(begun, history=History(begun.journal, settings, {"log": lines}))

    monkeypatch.setitem(RUNNERS, "wire", run)
    rehearse(PROJECT, Request(("errand",), ("calm", "refused"), count=3, out=tmp_path, jobs=1, world="wire"))
    assert (tmp_path / "errand" / "calm" / "subject.log").read_text() == "listening\nthe key is ***\n"
    assert sorted(path.name for path in (tmp_path / "errand" / "refused").iterdir()) == NAMES_LEFT


def test_progress_is_told_at_the_beginning_and_the_end_of_each_condition() -> None:
    """First without a result, then with it."""
    told: list[tuple[str, bool]] = []

    def progress(scenario: str, condition: str, result: ConditionResult | None) -> None:
        told.append((condition, result is not None))

    rehearse(PROJECT, Request(("errand",), ("calm",), count=5, jobs=1), progress)
    assert told == [("calm", False), ("calm", True)]


def test_an_unknown_condition_is_refused_with_a_suggestion() -> None:
    """Of the scenario that was named."""
    with pytest.raises(UnknownNameError, match="unknown condition 'clam'; did you mean 'calm'"):
        rehearse(PROJECT, Request(("errand",), ("clam",)))


def test_an_error_in_another_process_arrives_whole() -> None:
    """Message and class survive the way."""
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        rehearse(PROJECT, Request(("errand",), input=Path("nowhere.csv"), jobs=2))


def test_what_cannot_be_run_in_a_world_is_left_out_with_its_reason() -> None:
    """And when nothing is left, that is no pass."""
    request = Request(scenarios=["clerk"], conditions=["replaced"], world="wire", jobs=1)
    with pytest.raises(InconclusiveError, match="for the sake of a test"):
        rehearse(PROJECT, request)
    plan = Plan(load(PROJECT, "clerk"), "calm", Rows(ROOT, "", ()), 1, 1)
    assert (reason_against(plan, "virtual"), reason_against(plan, "wire")) == (None, None)


def test_a_world_is_not_asked_for_a_fault_that_it_cannot_do() -> None:
    """An error, not silence; and the place in the file."""
    request = Request(scenarios=["clerk"], conditions=["nameless"], world="wire", jobs=1)
    with pytest.raises(UsageError, match=r"clerk.yaml: conditions.nameless.faults\[0\]: dns-failure cannot be made"):
        rehearse(PROJECT, request)


@pytest.mark.thorough
def test_a_subject_that_does_not_start_is_the_verdict_of_its_condition_alone(tmp_path: Path) -> None:
    """Nothing was shown, and its last words say why; the others are rehearsed all the same."""
    request = Request(["clerk"], ["calm", "illiterate"], count=3, out=tmp_path, jobs=2, world="wire")
    result = rehearse(PROJECT, request)
    calm, illiterate = result.scenarios[0].conditions
    assert (calm.name, calm.verdict, calm.reasons) == ("calm", Verdict.PASS, [])
    assert (illiterate.verdict, EXIT_CODES[result.verdict]) == (Verdict.INCONCLUSIVE, 3)
    (reason,) = illiterate.reasons
    assert reason.startswith("nothing was rehearsed: the subject ended with 1: ")
    assert "could not convert string to float: 'soon'" in reason
    assert sorted(path.name for path in (tmp_path / "clerk" / "illiterate").iterdir()) == NAMES_LEFT


@pytest.mark.thorough
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_rehearsal_that_is_ended_leaves_no_process(how: signal.Signals) -> None:
    """Workers, subjects, and who sees to them; however it is ended, and long before it would have been over."""
    request = "Request(['clerk'], ['calm', 'doubled'], count=600, world='wire', jobs=2)"
    heed = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # a shell's background jobs begin deaf to it
    code = f"from tests.windtunnel.scenario.test_rehearsal import *; {heed}; rehearse(PROJECT, {request})"
    rehearsal = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    started = wait_until_started(rehearsal.pid, "windtunnel.scenario.subject_host", 2)
    rehearsal.send_signal(how)
    assert rehearsal.wait(30) != 0
    for process in started:
        wait_until_gone(process)


def wait_until_started(process_id: int, program: str, count: int) -> list[int]:
    """Return all descendants of a process once ``count`` of them run ``program``."""
    while True:
        found = descendants(process_id)
        lines = [Path(f"/proc/{each}/cmdline").read_bytes() for each in found if is_running(each)]
        if sum(program.encode() in line for line in lines) >= count:
            return found
        assert is_running(process_id), "it ended before"
        time.sleep(0.05)
