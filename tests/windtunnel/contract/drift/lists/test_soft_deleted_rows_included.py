"""sem-soft-deleted-rows-included."""

from __future__ import annotations

from ..drifting import listed, make


def test_a_marked_row_stands_behind_the_others() -> None:
    """Under an id of its own."""
    *living, deleted = listed(make("sem-soft-deleted-rows-included"), [{"id": 1, "subject": "a"}])
    assert living == [{"id": 1, "subject": "a"}]
    assert deleted == {"id": 900_000_001, "subject": "a", "deleted": True}


def test_ids_of_text_are_another_text() -> None:
    """The mark can be any fields."""
    mark = {"status": "deleted", "active": False}
    rows = listed(make("sem-soft-deleted-rows-included", mark=mark, id_field="key"), [{"key": "a"}])
    assert rows == [{"key": "a"}, {"key": "a-deleted", **mark}]
