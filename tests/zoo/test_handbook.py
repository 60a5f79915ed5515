"""The page on the zoo is what the zoo is, and no invariant goes without a mistake."""

from __future__ import annotations

from pathlib import Path

from windtunnel.scenario.invariants import INVARIANTS

from .handbook import handbook
from .mistakes import MISTAKES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "zoo.md"


def test_the_page_is_up_to_date() -> None:
    """``make generated`` changes nothing."""
    assert PAGE.read_text(encoding="utf-8") == handbook()


def test_every_invariant_is_broken_by_a_mistake() -> None:
    """An invariant that nothing breaks is only believed to work."""
    broken = {mistake.breaks for mistake in MISTAKES}
    assert [name for name in INVARIANTS if name not in broken] == []
