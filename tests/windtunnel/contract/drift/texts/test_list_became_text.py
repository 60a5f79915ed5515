"""sem-list-became-text."""

from __future__ import annotations

from ..drifting import shown, written


def test_items_stand_in_one_text_and_back() -> None:
    """Lists of objects stay."""
    assert shown("sem-list-became-text", "tags", ["red", "blue"]) == "red;blue"
    assert shown("sem-list-became-text", "tags", [{"a": 1}]) == [{"a": 1}]
    assert written("sem-list-became-text", "Ticket.tags", {"tags": "red;blue"}) == {"tags": ["red", "blue"]}
    assert written("sem-list-became-text", "Ticket.tags", {"tags": ["red"]}) == {"tags": ["red"]}
