"""Identities of users in the store: addresses and accounts, of which one address is the primary."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Record

from ..account import Account
from ..records import address
from ..refusals import invalid

TYPES = (
    "email",
    "twitter",
    "facebook",
    "google",
    "phone_number",
    "agent_forwarding",
    "any_channel",
    "foreign",
    "sdk",
)


def of(account: Account, user: Record) -> list[Record]:
    """Return a user's identities, oldest first."""
    return account.store["identities"].where("user_id", user["id"])


def add(account: Account, user: Record, kind: str, value: str, *, primary: bool, verified: bool) -> Record:
    """Give a user an identity and return it.

    Raises:
        InvalidInput: the kind is unknown, or the address belongs to somebody.
    """
    value = checked(account, user, kind, value)
    identity_id, now = account.next_id(), account.now()
    identity: dict[str, Any] = {
        "url": address(f"users/{user['id']}/identities/{identity_id}.json"),
        "id": identity_id,
        "user_id": user["id"],
        "type": kind,
        "value": value,
        "verified": verified,
        "primary": primary,
        "created_at": now,
        "updated_at": now,
    }
    if kind == "email":
        identity |= {"undeliverable_count": 0, "deliverable_state": "deliverable"}
    return account.store["identities"].put(str(identity_id), identity)


def checked(account: Account, user: Record, kind: str, value: str) -> str:
    """Return ``value`` as an identity holds it.

    Raises:
        InvalidInput: the kind is unknown, or the address belongs to somebody.
    """
    if kind not in TYPES:
        raise invalid("type", "InvalidValue", f"Type: {kind} is not a valid identity type")
    value = value.strip().lower() if kind == "email" else value.strip()
    check_free(account, user, kind, value)
    return value


def check_free(account: Account, user: Record, kind: str, value: str) -> None:
    """Make sure that nobody has an identity.

    Raises:
        InvalidInput: somebody has.
    """
    if not value:
        raise invalid("value", "BlankValue", "Value: cannot be blank")
    for other in account.store["identities"].where("value", value):
        if other["type"] == kind:
            owner = "this user" if other["user_id"] == user["id"] else "another user"
            raise invalid("value", "DuplicateValue", f"Value: {value} is already being used by {owner}")


def replace_primary(account: Account, user: Record, now: str) -> None:
    """Make the user's e-mail address the primary identity; the one before stays as a further address."""
    identities = account.store["identities"]
    found = None
    for identity in of(account, user):
        if identity["type"] == "email" and identity["value"] == user["email"]:
            found = identity
        elif identity["primary"] and identity["type"] == "email":
            identities.update(str(identity["id"]), {"primary": False, "updated_at": now})
    if found is not None:
        identities.update(str(found["id"]), {"primary": True, "updated_at": now})
    elif user["email"] is not None:
        add(account, user, "email", user["email"], primary=True, verified=bool(user["verified"]))


def remove_all(account: Account, user: Record) -> None:
    """Take all identities from a user, so that others can have them."""
    for identity in of(account, user):
        account.store["identities"].remove(str(identity["id"]))
