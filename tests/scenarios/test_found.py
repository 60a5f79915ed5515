"""Schedules that ``windtunnel explore`` found to break a bundled scenario once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from windtunnel.explore.replay import broken_under

FOUND = Path(__file__).parent / "found"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
EVENTS = 6
"""How many arrive in an explored world, where nothing else is said."""
SCHEDULES = sorted(FOUND.glob("*/*.json"))


@pytest.mark.thorough
@pytest.mark.parametrize("file", SCHEDULES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_was_found_breaks_nothing_any_more(file: Path) -> None:
    """The reference integration comes through; the file's name says what was broken, and with which seed."""
    seed = re.fullmatch(r".+-seed-(\d+)", file.stem)
    assert seed is not None
    scenario = SCENARIOS / f"{file.parent.name}.yaml"
    assert broken_under(scenario, file.read_text(), seed=int(seed.group(1)), events=EVENTS) == {}
