"""response-property-min-decreased."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(("field", "value", "changed"), [("due", 0, -1), ("due", 7, -7), ("subject", "a", "a")])
def test_the_number_lies_below_what_was_known(field: str, value: object, changed: object) -> None:
    """Below the contract's minimum."""
    assert shown("response-property-min-decreased", field, value) == changed
