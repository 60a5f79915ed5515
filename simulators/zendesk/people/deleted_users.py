"""Users that were deleted softly, and deleting them for good."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..paging import Listing, count_response, listed
from ..records import shown

operations = Operations()
FIELDS = (
    "id",
    "url",
    "name",
    "email",
    "created_at",
    "updated_at",
    "time_zone",
    "phone",
    "shared_phone_number",
    "photo",
    "locale_id",
    "locale",
    "organization_id",
    "role",
    "active",
)


@operations.bind("ListDeletedUsers")
def list_deleted_users(call: Call) -> Response:
    """List deleted users."""
    listing = Listing("deleted_users", lambda call, users: [_deleted(call, user) for user in users])
    return listed(call, _all(account_of(call)), listing)


@operations.bind("CountDeletedUsers")
def count_deleted_users(call: Call) -> Response:
    """Count deleted users."""
    return count_response(call, len(_all(account_of(call))))


@operations.bind("ShowDeletedUser")
def show_deleted_user(call: Call) -> Response:
    """Show a deleted user."""
    return json_response({"deleted_user": _deleted(call, _require(call))})


@operations.bind("PermanentlyDeleteUser")
def permanently_delete_user(call: Call) -> Response:
    """Delete a user for good."""
    user = _require(call)
    account_of(call).store["users"].remove(str(user["id"]))
    return json_response({"deleted_user": _deleted(call, user)})


def _all(account: Account) -> list[Record]:
    return [user for user in account.store["users"] if not user["active"]]


def _require(call: Call) -> Record:
    user = account_of(call).user(call.parameters["deleted_user_id"])
    if user is None or user["active"]:
        raise RecordNotFound("deleted user", call.parameters["deleted_user_id"])
    return user


def _deleted(call: Call, user: Record) -> dict[str, Any]:
    record = shown(user, call.request.origin)
    content = {name: record[name] for name in FIELDS}
    return content | {"shared_phone_number": None}
