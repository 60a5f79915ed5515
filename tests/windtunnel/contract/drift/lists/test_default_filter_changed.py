"""sem-default-filter-changed."""

from __future__ import annotations

from ..drifting import listed, make


def test_rows_are_left_out_by_a_field_or_every_second() -> None:
    """What is left keeps its order."""
    rows = [{"id": 1, "status": "open"}, {"id": 2, "status": "closed"}, {"id": 3, "status": "open"}]
    assert listed(make("sem-default-filter-changed"), rows) == [rows[0], rows[2]]
    assert listed(make("sem-default-filter-changed", field="status", values=["open"]), rows) == [rows[1]]
    assert listed(make("sem-default-filter-changed", field="status", values=["lost"]), rows) == rows
