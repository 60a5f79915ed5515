"""JSON."""

from __future__ import annotations

import json

import jsonschema_rs

from windtunnel.gate.findings import schema
from windtunnel.gate.outputs.machine import render_json

from ..desk import finding, report


def test_the_output_is_valid_against_its_schema() -> None:
    """Umlauts and quotes included."""
    data = json.loads(render_json(report(finding(message='says "Schluß"'))))
    jsonschema_rs.Draft202012Validator(schema()).validate(data)
    assert data["checks"][0]["findings"][0]["message"] == 'says "Schluß"'
