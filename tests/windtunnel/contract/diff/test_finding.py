"""Findings."""

from __future__ import annotations

from windtunnel.contract.diff.finding import Direction, Finding, Level, Subject


def test_levels_are_ordered() -> None:
    """So that one can be asked for *at least*."""
    assert Level.INFO < Level.WARN < Level.ERR


def test_a_finding_as_data_has_every_field() -> None:
    """Whoever narrows findings down needs operation, direction, property and pointers."""
    finding = Finding(
        "response-property-type-changed", Level.ERR, Subject("GET", "/a", "readA"), "text", "paths",
        Direction.RESPONSE, "200 application/json", "data/id", "#/old", "#/new",
    )  # fmt: skip
    assert finding.as_json() == {
        "id": "response-property-type-changed",
        "level": "ERR",
        "operation": "GET",
        "path": "/a",
        "operationId": "readA",
        "text": "text",
        "section": "paths",
        "direction": "response",
        "place": "200 application/json",
        "property": "data/id",
        "source": {"old": "#/old", "new": "#/new"},
    }
