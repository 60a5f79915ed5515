"""How much evidence is needed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from windtunnel.record.inference.thresholds import Thresholds

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "record.md"


def test_the_documentation_names_every_threshold_with_its_default() -> None:
    """As the table says that users choose from."""
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    defaults = dataclasses.asdict(Thresholds())
    told = {name: any(f"`{name}`" in row and f"| {value} |" in row for row in rows) for name, value in defaults.items()}
    assert told == dict.fromkeys(defaults, True)
