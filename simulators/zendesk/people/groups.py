"""Groups over the API."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import root, text, truth
from ..paging import Listing, count_response, listed
from ..records import address, shown
from ..refusals import invalid
from ..sideloads import sideload

operations = Operations()
WRITABLE = frozenset({"name", "description", "is_public", "default"})
GROUPS = Listing(
    "groups",
    sorts={"name": lambda group: group["name"], "updated_at": lambda group: group["updated_at"]},
    beside=sideload("groups"),
)


def add_group(account: Account, name: str, *, default: bool = False, **more: Any) -> Record:
    """Create a group and return it."""
    group_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"groups/{group_id}.json"),
        "id": group_id,
        "is_public": True,
        "name": name,
        "description": "",
        "default": default,
        "deleted": False,
        "created_at": now,
        "updated_at": now,
    }
    return account.store["groups"].put(str(group_id), record | more)


def require(account: Account, group_id: str) -> Record:
    """Return a group that is not deleted.

    Raises:
        RecordNotFound: there is none with that id.
    """
    group = account.store["groups"].get(group_id)
    if group is None or group["deleted"]:
        raise RecordNotFound("group", group_id)
    return group


@operations.bind("ListGroups", "ListAssignableGroups")
def list_groups(call: Call) -> Response:
    """List groups."""
    return listed(call, _all(account_of(call)), GROUPS)


@operations.bind("CountGroups")
def count_groups(call: Call) -> Response:
    """Count groups."""
    return count_response(call, len(_all(account_of(call))))


@operations.bind("ShowGroupById")
def show_group(call: Call) -> Response:
    """Show a group."""
    return _show(call, require(account_of(call), call.parameters["group_id"]))


@operations.bind("CreateGroup")
def create_group(call: Call) -> Response:
    """Create a group."""
    account, changes = account_of(call), _changes(account_of(call), None, root(call, "group", WRITABLE))
    name = changes.pop("name", "")
    if not name:
        raise invalid("name", "BlankValue", "Name: cannot be blank")
    return _show(call, add_group(account, name, **changes), 201)


@operations.bind("UpdateGroup")
def update_group(call: Call) -> Response:
    """Change a group."""
    account = account_of(call)
    group = require(account, call.parameters["group_id"])
    changes = _changes(account, group, root(call, "group", WRITABLE))
    return _show(call, account.store["groups"].update(str(group["id"]), {**changes, "updated_at": account.now()}))


@operations.bind("DeleteGroup")
def delete_group(call: Call) -> Response:
    """Delete a group: it stays, marked, and its tickets are in no group."""
    account = account_of(call)
    group = require(account, call.parameters["group_id"])
    for membership in account.store["group_memberships"].where("group_id", group["id"]):
        account.store["group_memberships"].remove(str(membership["id"]))
    for ticket in account.store["tickets"].where("group_id", group["id"]):
        if ticket["status"] not in ("solved", "closed"):
            account.store["tickets"].update(str(ticket["id"]), {"group_id": None, "assignee_id": None})
    account.store["groups"].update(str(group["id"]), {"deleted": True, "updated_at": account.now()})
    return Response(204)


def _all(account: Account) -> list[Record]:
    return [group for group in account.store["groups"] if not group["deleted"]]


def _changes(account: Account, group: Record | None, values: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "name" in values:
        changes["name"] = _name(account, group, (text(values["name"], "group.name") or "").strip())
    if "description" in values:
        changes["description"] = text(values["description"], "group.description") or ""
    for name in ("is_public", "default"):
        if values.get(name) is not None:
            changes[name] = truth(values[name], f"group.{name}")
    return changes


def _name(account: Account, group: Record | None, name: str) -> str:
    if not name:
        raise invalid("name", "BlankValue", "Name: cannot be blank")
    for other in _all(account):
        if other["name"].lower() == name.lower() and (group is None or other["id"] != group["id"]):
            raise invalid("name", "DuplicateValue", f"Name: {name} has already been taken")
    return name


def _show(call: Call, group: Record, status: int = 200) -> Response:
    content: dict[str, Any] = {"group": shown(group, call.request.origin)}
    sideload("groups")(call, [group], content)
    return json_response(content, status, [("Location", content["group"]["url"])] if status == 201 else None)
