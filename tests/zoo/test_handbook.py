"""The page on the zoo is what the zoo is, and no invariant goes without a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from windtunnel.scenario.invariants import INVARIANTS

from .handbook import handbook
from .mistakes import MISTAKES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "zoo.md"
WITHOUT_MISTAKE: Mapping[str, str] = {
    "failed-means-absent": "no bundled scenario has callers who are told that their request failed for good",
    "acknowledged-after-effect": "in no bundled scenario is a queue a system with acknowledgements of its own",
    "bounded-staleness": "no bundled scenario reads a copy whose versions its journal knows",
}
"""Invariants that no mistake of the zoo breaks, and why; their planted mistakes are in the tests of each checker."""


def test_the_page_is_up_to_date() -> None:
    """``make generated`` changes nothing."""
    assert PAGE.read_text(encoding="utf-8") == handbook()


def test_every_invariant_is_broken_by_a_mistake() -> None:
    """An invariant that nothing breaks is only believed to work."""
    broken = {mistake.breaks for mistake in MISTAKES}
    assert {name for name in INVARIANTS if name not in broken} == set(WITHOUT_MISTAKE)
