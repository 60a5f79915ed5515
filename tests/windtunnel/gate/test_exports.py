"""What is written for other tools."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from windtunnel.gate.assessment import Assessment
from windtunnel.gate.exports import write_exports
from windtunnel.gate.usage_file import read_usage


def test_a_pact_a_schema_and_the_usage_are_written_for_all_probes_of_a_system(
    assessments: Mapping[str, Assessment], tmp_path: Path
) -> None:
    """Each into its folder."""
    files = write_exports(tmp_path, "shop", list(assessments.values()))
    names = [str(file.relative_to(tmp_path)) for file in files]
    assert names == ["reads/shop.schema.json", "pacts/adapter-shop.json", "reads/shop.usage.json"]
    assert [each.id for each in read_usage(files[2]).operations] == ["createOrder", "readOrder"]
    assert all(file.stat().st_size > 100 for file in files)
