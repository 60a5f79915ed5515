"""response-property-enum-value-added."""

from __future__ import annotations

from ..drifting import shown


def test_the_field_takes_a_value_that_nobody_knows() -> None:
    """The value can be chosen."""
    assert shown("response-property-enum-value-added", "status", "new", value="solved_twice") == "solved_twice"
