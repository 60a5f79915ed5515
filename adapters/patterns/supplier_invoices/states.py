"""What can become of a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

RECEIPTS, INVOICES, REVIEWS = "receipts", "invoices", "reviews"
"""The topics, in the order of the way: read, posted, and for some told to a person instead."""


class State(StrEnum):
    """Where a receipt is; the last three are final, but a dead letter can be replayed."""

    ACCEPTED = "accepted"  # in the ledger, on its way to the broker
    QUEUED = "queued"  # the broker has it
    WAITING = "waiting"  # a dead letter that comes back when its system does
    DEAD = "dead"  # a dead letter that a person must look at
    POSTED = "posted"
    REVIEWED = "reviewed"  # a person has been told


OPEN = (State.ACCEPTED, State.QUEUED, State.WAITING)
_LIVE = (State.ACCEPTED, State.QUEUED)

TRANSITIONS: Mapping[str, tuple[tuple[State, ...], State]] = {
    "handed": ((State.ACCEPTED,), State.QUEUED),
    "advanced": (_LIVE, State.ACCEPTED),
    "parked": (_LIVE, State.WAITING),
    "buried": (OPEN, State.DEAD),
    "replayed": ((State.WAITING, State.DEAD), State.QUEUED),
    "recovered": ((State.QUEUED, State.WAITING), State.ACCEPTED),
    "posted": (OPEN, State.POSTED),
    "reviewed": (OPEN, State.REVIEWED),
}
"""Every way a receipt changes its state: name of the transition, states before, state after."""
