"""Events by their keys: an input that is too short for as many as are asked for, and faults that strike the tenth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from windtunnel.explore.search import plan_of
from windtunnel.fault import read_fault
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.event_keys import EventKeys
from windtunnel.scenario.model import Scenario, load
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.workload import Rows

from .rehearsing import PROJECT

FILE = Path("clerk.yaml")
ROWS = Rows(Path("questions.csv"), "", tuple({"id": f"q-{number}", "text": "?"} for number in (1, 2, 2)))


def clerk(**changes: Any) -> Scenario:
    """Return a scenario whose subject is called."""
    scenario = load(PROJECT, "clerk")
    assert scenario.workload.call is not None
    call = scenario.workload.call.model_copy(update=changes)
    return scenario.model_copy(update={"workload": scenario.workload.model_copy(update={"call": call})})


def test_a_row_that_comes_again_with_its_key_is_refused() -> None:
    """The message names the key, both events and how many rows there are."""
    with pytest.raises(UsageError, match=r"questions.csv: event 4 of 5 .* 'q-1' of event 1; the input has 3 rows"):
        EventKeys(clerk(key="{id}"), ROWS, 5).check()


@pytest.mark.parametrize(("key", "count"), [("{id}", 3), ("{id}-{number}", 50)])
def test_keys_of_the_input_itself_and_numbered_ones_are_not(key: str, count: int) -> None:
    """Two rows with one key are what the input wants to see."""
    EventKeys(clerk(key=key), ROWS, count).check()


def test_what_happens_in_a_system_is_named_by_the_system() -> None:
    """However often a row comes."""
    EventKeys(load(PROJECT, "errand"), ROWS, 50).check()


def test_it_is_refused_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a rehearsal as by an exploration."""
    scenario = clerk(key="{text}")
    monkeypatch.setattr("windtunnel.scenario.rehearsal.load", lambda project, name: scenario)
    with pytest.raises(UsageError, match="would have the key"):
        rehearse(PROJECT, Request(scenarios=("clerk",), count=1000))
    with pytest.raises(UsageError, match="would have the key"):
        plan_of(scenario, 1, 1000)


def poisoned(scenario: Scenario, *keys: str) -> Scenario:
    """Return a scenario with one condition, in which the events with these keys cannot be read."""
    fault = read_fault({"on": "crm", "kind": "status", "status": 500, "keys": list(keys)}, place="faults[0]", file=FILE)
    calm = next(iter(scenario.conditions.values()))
    return scenario.model_copy(update={"conditions": {"poison": calm.model_copy(update={"faults": (fault,)})}})


@pytest.mark.parametrize(
    ("keys", "known"),
    [
        (("{event.2}",), ("q-2-1",)),
        (("{event.5}", "q-9-9"), ("q-2-4", "q-9-9")),
        (("{event.6}",), ("{event.6}",)),
        (("q-1-0",), ("q-1-0",)),
        ((), ()),
    ],
)
def test_a_fault_may_name_events_by_their_numbers(keys: Sequence[str], known: Sequence[str]) -> None:
    """Whatever the input is; an event that does not arrive is struck by nothing."""
    scenario = poisoned(clerk(key="{id}-{number}"), *keys)
    event_keys = EventKeys(scenario, ROWS, 5)
    (fault,) = scenario.conditions["poison"].faults
    assert event_keys.addressed(fault).keys == tuple(known)
