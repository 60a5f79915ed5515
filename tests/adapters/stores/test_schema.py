"""The tables."""

from __future__ import annotations

import sqlite3

from adapters.stores.schema import SCHEMA


def test_open_work_is_counted_by_index() -> None:
    """Counting what is open, and forgetting what is done, do not read the whole table."""
    connection = sqlite3.connect(":memory:")
    for statement in SCHEMA:
        connection.execute(statement)
    for query, index in (
        ("SELECT count(*), min(claimed_at) FROM claims WHERE scope = 's' AND completed_at IS NULL", "claims_open"),
        ("SELECT scope FROM claims WHERE completed_at < 5 ORDER BY completed_at LIMIT 9", "claims_done"),
    ):
        plan = " ".join(str(row) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert index in plan
    connection.close()
