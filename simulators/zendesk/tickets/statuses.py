"""The statuses of tickets, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping

from windtunnel.simulator import Record

from ..account import Account
from ..refusals import invalid

ORDER = ("new", "open", "pending", "hold", "solved", "closed")
AFTERWARDS = ("open", "pending", "hold", "solved", "closed")
NEXT: Mapping[str, tuple[str, ...]] = {
    "new": ORDER,
    "open": AFTERWARDS,
    "pending": AFTERWARDS,
    "hold": AFTERWARDS,
    "solved": AFTERWARDS,
    "closed": (),
}
"""A ticket that was taken up is never new again, and nothing follows closed."""
REOPENED = ("pending", "hold", "solved")
"""An end user's comment opens tickets in these."""


def check_not_closed(ticket: Record) -> None:
    """Make sure that a ticket can be changed at all.

    Raises:
        InvalidInput: it is closed.
    """
    if ticket["status"] == "closed":
        raise invalid("status", "", "Status: closed prevents ticket update")


def next_status(ticket: Record | None, wanted: object) -> str:
    """Return the status that a ticket takes when ``wanted`` is asked for.

    Raises:
        InvalidInput: there is no such status, or it cannot follow.
    """
    if wanted not in ORDER or not isinstance(wanted, str):
        raise invalid("status", "InvalidValue", f"Status: {wanted} is not recognized")
    if ticket is not None and wanted != ticket["status"] and wanted not in NEXT[ticket["status"]]:
        raise invalid("status", "InvalidValue", f"Status: cannot be changed from {ticket['status']} to {wanted}")
    return wanted


def category_of(status: str) -> str:
    """Return the category of custom statuses that a status belongs to."""
    return "solved" if status == "closed" else status


def default_custom_status(account: Account, status: str) -> int | None:
    """Return the id of the default custom status of a status."""
    for custom in account.store["custom_statuses"].where("status_category", category_of(status)):
        if custom["default"]:
            return int(custom["id"])
    return None


def of_custom_status(account: Account, custom_status_id: int | None) -> str:
    """Return the status that a custom status stands for.

    Raises:
        InvalidInput: there is no such custom status, or it is inactive.
    """
    custom = account.store["custom_statuses"].get(str(custom_status_id))
    if custom is None or not custom["active"]:
        raise invalid("custom_status_id", "InvalidValue", "Custom status: is invalid")
    return str(custom["status_category"])
