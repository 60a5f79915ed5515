"""The page on invariants."""

from __future__ import annotations

from pathlib import Path

from windtunnel.scenario.handbook import handbook
from windtunnel.scenario.invariants import INVARIANTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "invariants.md"


def test_the_page_is_the_one_of_the_code() -> None:
    """``make generated`` writes it anew."""
    assert PAGE.read_text() == handbook()


def test_every_invariant_has_its_section_with_definition_and_parameters() -> None:
    """In the order of reports."""
    sections = [line.removeprefix("## ") for line in handbook().splitlines() if line.startswith("## ")]
    assert sections == [f"{invariant.id} {name}" for name, invariant in INVARIANTS.items()]
    assert "`failures` (10), `cool_down_seconds` (15.0)" in handbook()
