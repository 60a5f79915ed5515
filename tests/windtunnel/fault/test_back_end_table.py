"""The table of back ends in the documentation."""

from __future__ import annotations

from pathlib import Path

from windtunnel.fault import KINDS, BackEnd
from windtunnel.fault.back_end_table import back_end_table

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "scenarios.md"


def test_every_kind_and_every_back_end_is_in_it() -> None:
    """Nothing is left out, and a reason stands for each no."""
    table = back_end_table()
    assert all(f"| `{kind}` |" in table for kind in KINDS)
    assert all(f"| {each} |" in table.splitlines()[0] for each in BackEnd)
    assert "1. " in table


def test_the_documentation_shows_it_as_it_is() -> None:
    """Print ``windtunnel.fault.back_end_table.back_end_table()`` into docs/scenarios.md when this fails."""
    assert back_end_table() in DOCUMENT.read_text(encoding="utf-8")
