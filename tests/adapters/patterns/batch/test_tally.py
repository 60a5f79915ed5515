"""What became of one chunk."""

from __future__ import annotations

from adapters.patterns.batch.position import Account, Settled
from adapters.patterns.batch.tally import Tally

from .plant import position


def test_what_was_known_before_counts_by_where_it_was_found_out() -> None:
    """In an earlier run: skipped. In an earlier chunk of this run: told twice. In this chunk: again what it was."""
    tally = Tally("2025-10-09", 4)
    assert not tally.recall("a", Settled(run="2025-10-08", chunk=4))
    assert not tally.recall("b", Settled(run="2025-10-09", chunk=3))
    assert tally.recall("c", Settled(run="2025-10-09", chunk=4, rejected_for="bad: very"))
    changes = tally.changes(position(account=Account(applied=1)))
    assert changes["account"] == Account(applied=1, rejected=1, skipped=1, repeated=1, reasons={"bad": 1})


def test_what_is_found_out_now_is_counted_under_its_labels() -> None:
    """The account and the labels grow together."""
    tally = Tally("2025-10-09", 0)
    tally.settle("a")
    tally.settle("b", "bad")
    tally.labels.append("even")
    changes = tally.changes(position(labels={"even": 2, "odd": 1}))
    assert changes["labels"] == {"even": 3, "odd": 1}
    assert changes["account"] == Account(applied=1, rejected=1, reasons={"bad": 1})
