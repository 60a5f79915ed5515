"""Where two systems disagree."""

from __future__ import annotations

import pytest

from adapters.patterns.reconcile.comparison import Kind, compare
from adapters.patterns.reconcile.records import Announcement, TicketState
from tests.adapters.patterns.reconcile.plant import announcement, ticket


@pytest.mark.parametrize(
    ("known", "said", "kinds"),
    [
        (ticket(), [announcement()], []),
        (ticket(), [], [Kind.MISSING]),
        (ticket(marked=False), [], [Kind.MISSING]),
        (ticket(), [announcement(priority="low")], [Kind.DIFFERENT]),
        (ticket(marked=False), [announcement()], [Kind.UNMARKED]),
        (ticket(marked=False), [announcement(priority="low")], [Kind.DIFFERENT, Kind.UNMARKED]),
        (ticket(), [announcement(), announcement(message_id="100.2")], [Kind.DOUBLED]),
        (ticket(gone=True), [announcement()], [Kind.ORPHANED]),
        (ticket(gone=True), [], []),
        (ticket(), [announcement(), announcement("8")], []),
    ],
)
def test_each_kind_of_disagreement_is_found(known: TicketState, said: list[Announcement], kinds: list[Kind]) -> None:
    """And agreement is no discrepancy."""
    assert [found.kind for found in compare([known], said)] == kinds


def test_the_oldest_announcement_is_the_one_that_counts() -> None:
    """The others are too many, whatever they say."""
    said = [announcement(message_id="100.1"), announcement(message_id="100.2", priority="low")]
    (doubled,) = compare([ticket()], said)
    assert doubled.announcement == said[1]
