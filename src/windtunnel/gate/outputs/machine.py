"""JSON, as ``docs/schemas/gate.schema.json`` describes it."""

from __future__ import annotations

import json

from ..findings import Report


def render_json(report: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n"
