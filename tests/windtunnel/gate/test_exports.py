"""What is written for other tools."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from windtunnel.gate.assessment import Assessment
from windtunnel.gate.exports import write_exports


def test_a_pact_and_a_schema_are_written_for_all_probes_of_a_system(
    assessments: Mapping[str, Assessment], tmp_path: Path
) -> None:
    """Each into its folder."""
    files = write_exports(tmp_path, "shop", list(assessments.values()))
    assert [str(file.relative_to(tmp_path)) for file in files] == ["reads/shop.schema.json", "pacts/adapter-shop.json"]
    assert all(file.stat().st_size > 100 for file in files)
