"""What Salesforce holds, as the pipeline sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...canonical import Customer
from ..wire import Place, read
from .wire import AccountRow, ContactRow, Row

_BETWEEN_NAMES = re.compile(r"[\w\s.'’()-]*")
"""What an org may add to first and last name: a middle name, a title, a suffix."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the rows of a search for a customer are measured against.

    Args:
        email: the address that was asked for; SOQL compares without regard to case.
        latest: seconds since the epoch; nothing can have been created later.
        tier_field: the field of Account that holds the tier.
        tiers: the values that it can have.
    """

    email: str
    latest: float
    tier_field: str
    tiers: tuple[str, ...]


def customer(rows: Sequence[Row], expected: Expected, place: Place, *, stale: bool) -> Customer | None:
    """Return the customer among ``rows``, ``None`` without rows.

    Of several contacts with one address, those that belong to an account come first, then the oldest; so the
    choice does not depend on the order in which Salesforce tells them.

    Raises:
        ContractError: a row that is no contact, or that cannot be what was asked for.
    """
    contacts = [_contact(row, index, expected, place) for index, row in enumerate(rows)]
    if not contacts:
        return None
    contact, tier = min(contacts, key=lambda pair: (pair[0].account_id is None, pair[0].created_at, pair[0].id))
    return Customer(
        id=contact.id,
        email=contact.email,
        name=contact.name,
        account_id=contact.account_id,
        account_name=contact.account.name if contact.account else None,
        tier=tier,
        stale=stale,
    )


def _contact(row: Row, index: int, expected: Expected, place: Place) -> tuple[ContactRow, str | None]:
    within, contact = f"records.{index}", read(ContactRow, row, place, within=f"records.{index}")
    if contact.email.casefold() != expected.email.casefold():
        raise place.broken("is not the address that was asked for", f"{within}.Email")
    if not _is_made_of(contact):
        raise place.broken("is not made of FirstName and LastName", f"{within}.Name")
    if contact.created_at.timestamp() > expected.latest:
        raise place.broken("lies in the future", f"{within}.CreatedDate")
    if contact.account_id != (contact.account.id if contact.account else None):
        raise place.broken("is not the id of Account", f"{within}.AccountId")
    tier = _tier(contact.account, expected, place, within) if contact.account else None
    return contact, tier


def _is_made_of(contact: ContactRow) -> bool:
    rest = contact.name
    for part in (contact.first_name, contact.last_name):
        if part and part not in rest:
            return False
        rest = rest.replace(part, "", 1) if part else rest
    return _BETWEEN_NAMES.fullmatch(rest) is not None


def _tier(account: AccountRow, expected: Expected, place: Place, within: str) -> str | None:
    fields, field = account.model_extra or {}, f"{within}.Account.{expected.tier_field}"
    if expected.tier_field not in fields:
        raise place.broken("is missing", field)
    tier = fields[expected.tier_field]
    if tier is None:
        return None
    if not isinstance(tier, str) or tier not in expected.tiers:
        raise place.broken("is none of the tiers of this org", field)
    return tier
