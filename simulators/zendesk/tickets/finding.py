"""Finding tickets by id."""

from __future__ import annotations

from windtunnel.simulator import Record, RecordNotFound

from ..account import Account


def require(account: Account, ticket_id: str) -> Record:
    """Return a ticket that is not deleted.

    Raises:
        RecordNotFound: there is none with that id.
    """
    ticket = account.store["tickets"].get(ticket_id)
    if ticket is None:
        raise RecordNotFound("ticket", ticket_id)
    return ticket


def in_order(account: Account) -> list[Record]:
    """Return the tickets by ascending id."""
    return sorted(account.store["tickets"], key=_id)


def _id(ticket: Record) -> int:
    number: int = ticket["id"]
    return number
