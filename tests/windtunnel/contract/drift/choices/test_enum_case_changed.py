"""sem-enum-case-changed."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("to", "value", "changed"), [("upper", "new", "NEW"), ("title", "new", "New"), ("upper", "NEW", "new")]
)
def test_values_have_another_case(to: str, value: str, changed: str) -> None:
    """Always another than before."""
    assert shown("sem-enum-case-changed", "status", value, to=to) == changed
