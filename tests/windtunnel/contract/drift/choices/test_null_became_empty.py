"""sem-null-became-empty."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(("field", "empty"), [("note", ""), ("total", 0), ("paid", False), ("tags", [])])
def test_null_is_the_empty_value_of_the_type(field: str, empty: object) -> None:
    """The contract tells the type."""
    assert shown("sem-null-became-empty", field, None) == empty
