"""sem-name-order-swapped."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("name", "swapped"), [("Jane Doe", "Doe, Jane"), ("Anna Maria Doe", "Doe, Anna Maria"), ("Jane", "Jane")]
)
def test_the_family_name_stands_first(name: str, swapped: str) -> None:
    """Names that stand so already stay."""
    assert shown("sem-name-order-swapped", "requester", name) == swapped
    assert shown("sem-name-order-swapped", "requester", "Doe, Jane") == "Doe, Jane"
