"""An input that is too short for the events that are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from windtunnel.explore.search import plan_of
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.model import Scenario, load
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.repeats import refuse_repeated_keys
from windtunnel.scenario.workload import Rows

from .rehearsing import PROJECT

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
        refuse_repeated_keys(clerk(key="{id}"), ROWS, 5)


@pytest.mark.parametrize(("key", "count"), [("{id}", 3), ("{id}-{number}", 50)])
def test_keys_of_the_input_itself_and_numbered_ones_are_not(key: str, count: int) -> None:
    """Two rows with one key are what the input wants to see."""
    refuse_repeated_keys(clerk(key=key), ROWS, count)


def test_what_happens_in_a_system_is_named_by_the_system() -> None:
    """However often a row comes."""
    refuse_repeated_keys(load(PROJECT, "errand"), ROWS, 50)


def test_it_is_refused_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a rehearsal as by an exploration."""
    scenario = clerk(key="{text}")
    monkeypatch.setattr("windtunnel.scenario.rehearsal.load", lambda project, name: scenario)
    with pytest.raises(UsageError, match="would have the key"):
        rehearse(PROJECT, Request(scenarios=("clerk",), count=1000))
    with pytest.raises(UsageError, match="would have the key"):
        plan_of(scenario, 1, 1000)
