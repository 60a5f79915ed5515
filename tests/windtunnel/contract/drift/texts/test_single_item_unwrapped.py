"""sem-single-item-unwrapped."""

from __future__ import annotations

from ..drifting import shown


def test_one_item_is_the_item() -> None:
    """More, or none, are a list."""
    assert shown("sem-single-item-unwrapped", "tags", ["red"]) == "red"
    assert shown("sem-single-item-unwrapped", "tags", ["red", "blue"]) == ["red", "blue"]
    assert shown("sem-single-item-unwrapped", "tags", []) == []
