"""Runs of the integration with a mistake, or without one, and what the invariants say of them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.rounds import scratch_in_memory
from windtunnel.scenario.history import History
from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.model import Scenario, load
from windtunnel.scenario.stage import Plan
from windtunnel.scenario.verdict import Judgement
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import Rows, read_rows

from .mistake import Mistake

PROJECT = Project(Path(__file__).resolve().parents[2])


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """A condition that was run.

    Args:
        scenario: what was rehearsed.
        history: what happened.
        ended: how the run ended.
    """

    scenario: Scenario
    history: History
    ended: str

    def judgement(self, invariant: str) -> Judgement:
        """Return what an invariant says of it, with the scenario's parameters; judged once."""
        return _judgement(self, invariant)

    def broken(self) -> set[str]:
        """Return the invariants that do not hold."""
        return {name for name in self.scenario.invariants if self.judgement(name).violations}


@cache
def _judgement(rehearsed: Rehearsed, invariant: str) -> Judgement:
    parameters = rehearsed.scenario.invariants[invariant]
    return INVARIANTS[invariant].with_parameters(parameters).judge(rehearsed.history)


SHELF: list[Path] = []
"""The folder where finished runs are kept for other processes of the same session, if there is one."""


@cache
def with_mistake(mistake: Mistake) -> Rehearsed:
    """Run the condition under which a mistake shows; once per session."""
    asked = _with_environment(load(PROJECT, mistake.scenario), mistake.condition, mistake.environment)
    with made(mistake):
        return _kept(mistake.name, asked, mistake.condition, mistake.count)


@cache
def reference(scenario: str, condition: str, count: int) -> Rehearsed:
    """Run the reference integration in the same place; once per session."""
    return _kept("reference", load(PROJECT, scenario), condition, count)


def _kept(name: str, asked: Scenario, condition: str, count: int) -> Rehearsed:
    """Return a run, from the shelf if it is there; what somebody else is running meanwhile is run twice."""
    file = SHELF[0] / f"{name}.{asked.name}.{condition}.{count}" if SHELF else None
    if file is not None and file.exists():
        events, settings, surfaces, ended = pickle.loads(file.read_bytes())
        return Rehearsed(asked, History(events, settings, surfaces), ended)
    with scratch_in_memory():
        run = run_condition(PROJECT, Plan(asked, condition, _rows(asked.file), count, seed=1))
    if file is not None:
        history = run.history
        unfinished = file.with_name(f"{file.name}.{os.getpid()}")
        unfinished.write_bytes(pickle.dumps((history.events, history.settings, dict(history.surfaces), run.ended)))
        unfinished.replace(file)
    return Rehearsed(asked, run.history, run.ended)


@contextmanager
def made(mistake: Mistake) -> Iterator[None]:
    """Make the mistake while the block lasts."""
    with pytest.MonkeyPatch.context() as exchange:
        for place, patch in mistake.places.items():
            owner, name = _owner(place)
            exchange.setattr(owner, name, patch(getattr(owner, name)))
        yield


def _owner(place: str) -> tuple[Any, str]:
    module_name, _, attribute = place.partition(":")
    owner: Any = PROJECT.module("adapters", *module_name.split("."))
    *path, name = attribute.split(".")
    for part in path:
        owner = getattr(owner, part)
    return owner, name


@cache
def _rows(file: Path) -> Rows:
    workload = load(PROJECT, file.stem).workload
    return read_rows(file.parent / workload.input, workload.columns, workload.fields)


def _with_environment(scenario: Scenario, condition: str, environment: Mapping[str, str]) -> Scenario:
    terms = scenario.condition(condition)
    changed = terms.model_copy(update={"environment": {**terms.environment, **environment}})
    return scenario.model_copy(update={"conditions": {**scenario.conditions, condition: changed}})
