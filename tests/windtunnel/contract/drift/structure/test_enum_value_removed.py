"""response-property-enum-value-removed."""

from __future__ import annotations

from ..drifting import RECORD, seen, shown


def test_the_last_value_is_merged_into_the_first() -> None:
    """As the contract lists them; other values stay."""
    assert shown("response-property-enum-value-removed", "status", "solved") == "new"
    assert shown("response-property-enum-value-removed", "status", "in_progress") == "in_progress"


def test_the_values_can_be_chosen() -> None:
    """Where a path leads to the field there is no list to choose from."""
    options = {"value": "new", "becomes": "in_progress"}
    assert shown("response-property-enum-value-removed", "status", "new", **options) == "in_progress"
    assert seen("response-property-enum-value-removed", "ticket.subject") == RECORD
