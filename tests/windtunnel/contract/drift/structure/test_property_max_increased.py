"""response-property-max-increased."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(("field", "value", "changed"), [("total", 12, 500 + 7), ("id", 12, 19), ("paid", True, True)])
def test_the_number_lies_above_what_was_known(field: str, value: object, changed: object) -> None:
    """Above the contract's maximum, or above itself."""
    assert shown("response-property-max-increased", field, value, by=7) == changed
