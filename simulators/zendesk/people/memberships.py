"""Memberships in the store: users in organizations and in groups."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Record

from ..account import Account
from ..records import address


def join_organization(
    account: Account, user: Record, organization_id: int, now: str, *, default: bool | None = True
) -> Record:
    """Make a user a member of an organization, unless he is, and return the membership."""
    memberships = account.store["organization_memberships"]
    for membership in memberships.where("user_id", user["id"]):
        if membership["organization_id"] == organization_id:
            return _as_default(account, membership, now) if default and not membership["default"] else membership
    if default:
        _no_default(account, "organization_memberships", user, now)
    membership_id = account.next_id()
    organization = account.store["organizations"].get(str(organization_id))
    record = {
        "url": address(f"organization_memberships/{membership_id}.json"),
        "id": membership_id,
        "user_id": user["id"],
        "organization_id": organization_id,
        "organization_name": organization["name"] if organization is not None else "",
        "default": bool(default),
        "view_tickets": False,
        "created_at": now,
        "updated_at": now,
    }
    return memberships.put(str(membership_id), record)


def join_group(account: Account, user: Record, group_id: int, now: str, *, default: bool = False) -> Record:
    """Make an agent a member of a group and return the membership."""
    if default:
        _no_default(account, "group_memberships", user, now)
    membership_id = account.next_id()
    record: dict[str, Any] = {
        "url": address(f"group_memberships/{membership_id}.json"),
        "id": membership_id,
        "user_id": user["id"],
        "group_id": group_id,
        "default": default,
        "created_at": now,
        "updated_at": now,
    }
    return account.store["group_memberships"].put(str(membership_id), record)


def make_default(account: Account, collection: str, membership: Record, now: str) -> Record:
    """Make one membership the default of its user and return it."""
    _no_default(account, collection, {"id": membership["user_id"]}, now)
    return account.store[collection].update(str(membership["id"]), {"default": True, "updated_at": now})


def _as_default(account: Account, membership: Record, now: str) -> Record:
    return make_default(account, "organization_memberships", membership, now)


def _no_default(account: Account, collection: str, user: Record, now: str) -> None:
    for other in account.store[collection].where("user_id", user["id"]):
        if other["default"]:
            account.store[collection].update(str(other["id"]), {"default": False, "updated_at": now})


def groups_of(account: Account, user_id: int) -> list[int]:
    """Return the ids of a user's groups."""
    return [membership["group_id"] for membership in account.store["group_memberships"].where("user_id", user_id)]


def default_group_of(account: Account, user_id: int) -> int | None:
    """Return the id of a user's default group; the first where none is."""
    memberships = account.store["group_memberships"].where("user_id", user_id)
    chosen = next((each for each in memberships if each["default"]), memberships[0] if memberships else None)
    return None if chosen is None else int(chosen["group_id"])
