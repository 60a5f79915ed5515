"""What the subject says of itself."""

from __future__ import annotations

import logging
from types import SimpleNamespace

from windtunnel.kernel.journal import Journal, Kind
from windtunnel.scenario.observation import LogCapture, Observation


def report(kind: str) -> SimpleNamespace:
    """An audit event."""
    return SimpleNamespace(kind=kind, system="crm", operation="Query", key="job:7", fields={"b": 2, "a": 1})


def test_reports_become_transitions_with_the_runs_own_key() -> None:
    """The subject's key is translated."""
    journal = Journal(lambda: 0.0)
    observation = Observation(journal, lambda key: key.partition(":")[2])
    observation.record(report("dead-lettered"))
    event = journal[0]
    assert (event.kind, event.operation, event.key) == (Kind.TRANSITION, "dead-lettered", "7")
    assert event.data == {"role": "crm", "of": "Query", "a": 1, "b": 2}


def test_retries_have_a_kind_of_their_own_and_attempts_are_left_to_the_outside() -> None:
    """The network knows attempts better; the audit text keeps them."""
    journal = Journal(lambda: 0.0)
    observation = Observation(journal, lambda key: key)
    observation.record(report("retry"))
    observation.record(report("attempt"))
    assert [event.kind for event in journal] == [Kind.RETRY]
    assert len(observation.audit) == 2


def test_logs_are_captured_while_a_run_lasts_and_not_after() -> None:
    """The handler goes away with the run."""
    texts: list[str] = []
    with LogCapture(texts):
        logging.getLogger("subject").warning("during %s", "it")
    logging.getLogger("subject").warning("after")
    assert texts == ["during it"]
