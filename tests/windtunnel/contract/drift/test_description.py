"""What operators have in common."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from windtunnel.contract.drift import OPERATORS, read_drift
from windtunnel.contract.drift.description import DriftDescription

from .drifting import make


def test_times_are_read_as_people_write_them() -> None:
    """Durations have units."""
    drift = read_drift({"on": "a", "operator": "sem-unit-scaled", "at": "A.b", "from": "2m", "for": "1h"}, place="x")
    assert (drift.from_, drift.for_) == (120.0, 3600.0)


def test_descriptions_are_frozen() -> None:
    """A description is data; a run cannot change it."""
    drift: DriftDescription = read_drift({"on": "a", "operator": "sem-unit-scaled", "at": "A.b"}, place="x")
    with pytest.raises(ValidationError):
        drift.every = 2  # type: ignore[misc]  # what must not work


def test_a_name_says_what_is_changed_where() -> None:
    """Journals carry it."""
    assert make("sem-unit-scaled", "Ticket.total").name == "sem-unit-scaled@Ticket.total"
    assert make("sem-list-truncated").name == "sem-list-truncated"
    assert make("required-response-header-removed").name == "required-response-header-removed@Retry-After"


@pytest.mark.parametrize(
    ("name", "schema", "fits"),
    [
        ("response-required-property-removed", {}, True),
        ("sem-unit-scaled", {"type": "integer"}, True),
        ("sem-unit-scaled", {"type": "string"}, False),
        ("sem-enum-case-changed", {"type": "string", "enum": ["a"]}, True),
        ("sem-enum-case-changed", {"type": "string"}, False),
        ("response-property-enum-value-removed", {"enum": ["a"]}, False),
        ("sem-enum-values-separated", {"enum": ["a", "b_c"]}, True),
        ("sem-enum-values-separated", {"enum": ["a", "b"]}, False),
        ("sem-day-month-swapped", {"type": "string", "format": "date-time"}, True),
        ("sem-timestamp-truncated", {"type": "string", "format": "date"}, False),
        ("sem-text-truncated", {"type": "string", "format": "date-time"}, False),
        ("sem-list-truncated", {"type": "array"}, True),
        ("sem-list-truncated", {"type": "object"}, False),
        ("request-property-max-decreased", {"type": "number"}, True),
        ("request-property-max-decreased", {"type": "string"}, False),
    ],
)
def test_a_schema_tells_whether_an_operator_makes_sense(name: str, schema: dict[str, Any], fits: bool) -> None:
    """So that a score can take every operator at every field."""
    assert OPERATORS[name].applicable(schema) is fits


@pytest.mark.parametrize(
    ("name", "field", "fits"),
    [
        ("sem-id-prefixed", "owner_id", True),
        ("sem-id-prefixed", "total", False),
        ("sem-reference-expanded", "id", False),
        ("sem-duration-format-changed", "timeout_seconds", True),
        ("sem-duration-format-changed", "total", False),
        ("sem-epoch-unit-changed", "created_at", True),
        ("sem-epoch-unit-changed", "total", False),
    ],
)
def test_a_name_is_further_evidence(name: str, field: str, fits: bool) -> None:
    """A whole number may count anything."""
    assert OPERATORS[name].applicable({"type": "integer"}, field) is fits
