"""Workloads that call the subject, or happen in a system."""

from __future__ import annotations

from windtunnel.kernel.journal import Event, Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

from .rehearsing import PROJECT, ROOT


def clerk(condition: str) -> Run:
    """Run the scenario whose subject answers calls."""
    scenario = load(PROJECT, "clerk")
    rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
    return run_condition(PROJECT, Plan(scenario, condition, rows, scenario.workload.count, 1))


def answers(run: Run) -> list[Event]:
    """Return the answers that the caller got."""
    return [event for event in run.journal.of(Kind.EFFECT) if event.operation == "answers.created"]


def test_every_row_is_a_call_and_every_answer_an_outcome() -> None:
    """The path, the key and the body are made from the row."""
    run = clerk("calm")
    assert [event.key for event in answers(run)] == [f"question-{number}" for number in range(20)]
    assert judge(run).verdict is Verdict.PASS
    assert {event.data["status"] for event in answers(run)} == {200}


def test_a_condition_can_have_settings_of_its_own_and_the_caller_waits_no_longer_than_it_says() -> None:
    """A subject that needs seven seconds answers nobody who waits five."""
    run = clerk("impatient")
    result = judge(run)
    assert result.verdict is not Verdict.PASS
    assert {event.data["status"] for event in answers(run)} == {None}
    assert len([event for event in run.journal.of(Kind.DELIVERY) if not event.data.get("ended")]) == 80


def test_a_subject_that_dies_is_called_again_and_finds_what_it_wrote() -> None:
    """A call under way is reset, one meanwhile refused; both are made again and answered once."""
    run = clerk("killed")
    failures = [event.data["failure"] for event in run.journal.of(Kind.DELIVERY) if event.data.get("failure")]
    assert set(failures) == {"reset", "refused"}
    result = judge(run)
    assert (result.verdict, result.reasons) == (Verdict.PASS, [])
    assert [(fault.kind, fault.injected, fault.observed) for fault in result.faults] == [("kill-subject", 2, 2)]


def test_calls_can_be_doubled_on_their_way() -> None:
    """The copy has the key of its original; where the answer is what was wanted, that to a copy promises nothing."""
    run = clerk("doubled")
    assert not [event for event in run.journal.of(Kind.ACKNOWLEDGEMENT) if event.data["fault"]]
    copies = [event for event in run.journal.of(Kind.DELIVERY) if event.data["fault"] and event.data.get("ended")]
    assert len(copies) == 10
    assert all(event.key for event in copies)
    assert judge(run).verdict is Verdict.PASS
