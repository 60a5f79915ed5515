"""What is stored of a run."""

from __future__ import annotations

from adapters.patterns.batch.position import Account, Outcome, Position, Settled, summed

from .plant import position


def test_a_position_survives_storage() -> None:
    """What is read is what was written, the account included."""
    account = Account(applied=1, rejected=2, reasons={"incomplete": 2})
    saved = position(cursor="abc", load="load-1", account=account, labels={"odd": 1})
    assert Position.model_validate_json(saved.model_dump_json()) == saved


def test_the_account_adds_up() -> None:
    """Rows are applied, rejected or skipped; what was told twice is none."""
    account = Account(applied=1).plus([Outcome.APPLIED, Outcome.REJECTED, Outcome.SKIPPED], ["bad"], 4)
    assert (account.applied, account.rejected, account.skipped, account.repeated) == (2, 1, 1, 4)
    assert account.rows == 4
    assert account.reasons == {"bad": 1}


def test_the_second_run_of_a_day_has_a_name_of_its_own() -> None:
    """So that what it settles is told from what the first one did."""
    assert (position().run, position(repeat=2).run) == ("2025-10-09", "2025-10-09.2")


def test_an_item_counts_as_what_became_of_it() -> None:
    """A reason makes it rejected."""
    assert Settled(run="r", chunk=0).outcome is Outcome.APPLIED
    assert Settled(run="r", chunk=0, rejected_for="x").outcome is Outcome.REJECTED


def test_counts_are_told_in_the_order_of_their_names() -> None:
    """Equal counts are equal texts, whatever came first."""
    assert list(summed({"b": 1}, ["c", "a", "b"]).items()) == [("a", 1), ("b", 2), ("c", 1)]
