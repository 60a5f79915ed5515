"""What a subject holds, counted."""

from __future__ import annotations

from windtunnel.kernel.journal import Event

from .invariants.judging import run


def counts(condition: str, mistake: str = "none") -> list[Event]:
    """Return the counts of a run of the errand."""
    return list(run("errand", condition, mistake).history.facts["resources"])


def test_tasks_are_counted_after_the_start_when_all_is_quiet_and_after_the_end() -> None:
    """By what they run; the careful subject's are its workers."""
    started, quiet, stopped = counts("calm")
    assert [event.data["moment"] for event in (started, quiet, stopped)] == ["started", "quiet", "stopped"]
    assert started.data["tasks"].count("Subject.work") == 8
    assert quiet.data["tasks"] == started.data["tasks"]
    assert stopped.data["tasks"] == []


def test_what_a_subject_forgets_is_found() -> None:
    """While it runs, and after it has stopped."""
    _, quiet, stopped = counts("silent", "leaves-tasks-behind")
    assert "Event.wait" in quiet.data["tasks"]
    assert set(stopped.data["tasks"]) == {"Event.wait"}


def test_every_life_is_counted_anew() -> None:
    """A subject that dies three times starts four times, and stops once."""
    moments = [event.data["moment"] for event in counts_of_orders()]
    assert moments == ["started"] * 4 + ["quiet", "stopped"]


def counts_of_orders() -> list[Event]:
    """Return the counts of a run whose subject is killed."""
    return list(run("orders/orders", "killed").history.facts["resources"])


def test_nothing_is_counted_where_no_invariant_asks() -> None:
    """The journal stays as it was."""
    assert "resources" not in run("batch/batch", "calm").history.facts
