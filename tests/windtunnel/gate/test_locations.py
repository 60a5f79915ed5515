"""Lines of JSON pointers."""

from __future__ import annotations

import json

from windtunnel.gate.locations import lines_of

YAML = """\
openapi: 3.1.0
paths:
  /orders/{id}:
    get: {operationId: read}
components:
  schemas:
    Order:
      allOf:
        - type: object
        - properties:
            total: {type: number}
"""


def test_pointers_lead_to_the_lines_of_their_keys() -> None:
    """Escaped slashes, list items and nested keys included."""
    pointers = ["#/paths/~1orders~1{id}/get", "#/components/schemas/Order/allOf/1/properties/total", "#"]
    assert list(lines_of(YAML, pointers).values()) == [4, 11, 1]
    assert lines_of(YAML, ["#/paths/~1orders~1%7Bid%7D"]) == {"#/paths/~1orders~1%7Bid%7D": 3}


def test_what_is_gone_leads_to_what_is_left_above_it() -> None:
    """A removed property is shown at its schema."""
    assert lines_of(YAML, ["#/components/schemas/Order/properties/id"]).popitem()[1] == 7


def test_json_has_lines_too_and_what_cannot_be_read_begins_at_one() -> None:
    """A location is a help, never a reason to fail."""
    text = json.dumps({"paths": {"/a": {"get": {}}}}, indent=2)
    assert lines_of(text, ["#/paths/~1a/get"]).popitem()[1] == 4
    assert lines_of("{", ["#/paths"]).popitem()[1] == 1
