"""A world that has been judged is gone: whoever explores makes tens of thousands of them in one process."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.search import plan_of
from windtunnel.explore.verdict import judge_world
from windtunnel.scenario.model import load
from windtunnel.world.virtual_loop import VirtualLoop

REPOSITORY = Path(__file__).parents[2]
SCENARIOS = sorted(file.stem for file in (REPOSITORY / "scenarios").glob("*.yaml"))


def loops() -> int:
    """Count the event loops of worlds that somebody still holds."""
    gc.collect()
    return sum(isinstance(each, VirtualLoop) for each in gc.get_objects())


@pytest.mark.thorough
@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_left_of_a_world(name: str) -> None:
    """Neither its systems nor its subject: one that is held by anything at all holds its loop."""
    project = Project(REPOSITORY)
    plan = plan_of(load(project, name), 1, 3)
    before = loops()
    for _ in range(2):
        assert judge_world(project, plan, Schedule()).clean
    assert loops() == before
