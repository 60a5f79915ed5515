"""Rounds of worlds."""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from windtunnel.explore.halt import Halt
from windtunnel.explore.rounds import Crew, Round, run_round, scratch_in_memory
from windtunnel.kernel.errors import NotBuiltError

from .exploring import PROJECT, menu, plan

ROUND = Round(menu(), (), seed=3, worlds=6)


def test_a_round_runs_as_many_worlds_as_it_is_told() -> None:
    """And gathers what struck in them."""
    harvest = run_round(PROJECT, plan(), ROUND)
    assert harvest.worlds == 6
    assert sum(harvest.struck.values()) > 0
    assert harvest.operations["erp", "CreateParcel"] >= 6


def test_a_round_stops_at_its_first_find() -> None:
    """Unless it is told to go on."""
    careless = plan("key-per-attempt")
    asked = replace(ROUND, worlds=25)
    assert len(run_round(PROJECT, careless, asked).found) == 1
    assert len(run_round(PROJECT, careless, replace(asked, first_only=False)).found) > 1


def test_a_round_begins_no_world_after_its_time() -> None:
    """The time is the machine's."""
    assert run_round(PROJECT, plan(), replace(ROUND, until=time.monotonic())).worlds == 0


def test_draws_depend_on_the_seed_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another module in memory changes nothing, and no folder is left where it ran."""
    monkeypatch.chdir(tmp_path)
    before = run_round(PROJECT, plan("key-per-attempt"), replace(ROUND, worlds=20, first_only=False))
    (tmp_path / "numbers_of_mine.py").write_text("SEVEN = 4242\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("numbers_of_mine")
    after = run_round(PROJECT, plan("key-per-attempt"), replace(ROUND, worlds=20, first_only=False))
    assert before == after
    assert not (tmp_path / ".hypothesis").exists()


def test_processes_bring_what_one_process_brings() -> None:
    """The same rounds give the same harvests, in the same order."""
    rounds = [replace(ROUND, seed=seed, worlds=3) for seed in (1, 2)]
    harvests = []
    for jobs in (1, 2):
        crew = Crew(PROJECT, plan(), jobs, Halt())
        with crew.at_work():
            harvests.append(list(crew.batch(rounds)))
    assert harvests[0] == harvests[1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_without_hypothesis_nothing_is_begun(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with (
        pytest.raises(NotBuiltError, match=r"install windtunnel\[gate\]"),
        Crew(PROJECT, plan(), jobs, Halt()).at_work(),
    ):
        raise AssertionError("it was begun")


def test_scratch_folders_are_made_where_they_were_before() -> None:
    """However the block ends."""
    before = tempfile.gettempdir()
    with pytest.raises(KeyError), scratch_in_memory():
        raise KeyError
    assert tempfile.gettempdir() == before
