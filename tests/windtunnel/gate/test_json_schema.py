"""What is read, as JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema_rs

from windtunnel.gate.assessment import Assessment
from windtunnel.gate.json_schema import schema_of_reads, write_json_schema


def test_each_operation_has_the_fields_that_are_read(assessments: Mapping[str, Assessment]) -> None:
    """With types and lines, lists included."""
    order = schema_of_reads("shop", assessments["careful"].reads)["$defs"]["readOrder"]
    assert list(order["properties"]) == ["customer", "total", "lines"]
    assert order["properties"]["customer"] == {"type": "string", "$comment": "adapters/drift_probes.py:19"}
    assert order["properties"]["lines"]["items"]["properties"]["amount"]["type"] == "number"


def test_it_is_a_schema_that_tells_drift(assessments: Mapping[str, Assessment], tmp_path: Path) -> None:
    """Answers as they were are valid, another type is not, another field is."""
    file = write_json_schema(tmp_path, "shop", assessments["careful"].reads)
    document = json.loads(file.read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for({**document, "$ref": "#/$defs/readOrder"})
    answer = {"customer": "Ann", "total": 12.5, "lines": [{"amount": 1.5}]}
    assert validator.is_valid(answer)
    assert validator.is_valid({**answer, "added": 1})
    assert not validator.is_valid({**answer, "total": "12.5"})
    assert file == tmp_path / "reads" / "shop.schema.json"
