"""Users: create, read, change, delete, search, upsert and merge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, NotAuthenticated, NotPermitted, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..access.authentication import WrongPassword, anonymous, identified
from ..account import Account, Actor, account_of, actor_of
from ..bodies import body, ids_argument, integer, root, words_argument
from ..paging import Listing, count_response, listed
from ..records import all_shown, shown
from ..refusals import invalid, too_many
from ..sideloads import sideload
from . import user_records

operations = Operations()
USERS = Listing(
    "users",
    sorts={"updated_at": lambda user: user["updated_at"], "name": lambda user: user["name"]},
    beside=sideload("users"),
)
PASSWORD_LENGTH_MIN = 5
ANONYMOUS_USER = {
    "id": None,
    "name": "Anonymous user",
    "email": "invalid@example.com",
    "created_at": None,
    "updated_at": None,
    "verified": False,
    "active": True,
}


def require(account: Account, user_id: str) -> Record:
    """Return a user.

    Raises:
        RecordNotFound: there is none with that id.
    """
    user = account.user(user_id)
    if user is None:
        raise RecordNotFound("user", user_id)
    return user


@operations.bind("ShowUser")
def show_user(call: Call) -> Response:
    """Show a user, deleted ones included."""
    return _show(call, require(account_of(call), call.parameters["user_id"]))


@operations.bind("ShowCurrentUser")
def show_current_user(call: Call) -> Response:
    """Show the caller; without credentials, or with a wrong password, the anonymous user."""
    account = account_of(call)
    try:
        call.caller = identified(call, account)
    except (NotAuthenticated, WrongPassword) as problem:
        if not isinstance(problem, WrongPassword) and "authorization" in call.request.headers:
            raise
        anonymous(call)
        user = user_records.blank_user(account, 0, account.now()) | ANONYMOUS_USER
        return json_response({"user": shown(user, call.request.origin) | {"url": call.link("/api/v2/users/.json")}})
    if call.caller.kind == "token" and not {"read", "users:read"} & set(call.caller.scopes):
        raise NotPermitted
    return _show(call, require(account, call.caller.id))


@operations.bind("ListUsers")
def list_users(call: Call) -> Response:
    """List users that are not deleted, by role where one is given."""
    return listed(call, _chosen(call), USERS)


@operations.bind("CountUsers")
def count_users(call: Call) -> Response:
    """Count users."""
    return count_response(call, len(_chosen(call)))


@operations.bind("ListOrganizationUsers")
def list_organization_users(call: Call) -> Response:
    """List the members of an organization."""
    account, organization_id = account_of(call), call.parameters["organization_id"]
    if organization_id not in account.store["organizations"]:
        raise RecordNotFound("organization", organization_id)
    memberships = account.store["organization_memberships"].where("organization_id", int(organization_id))
    users = [user for each in memberships if (user := account.user(each["user_id"])) is not None]
    return listed(call, users, USERS)


@operations.bind("SearchUsers")
def search_users(call: Call) -> Response:
    """Find users by external id, or by words of name, address, notes or phone."""
    account, external_id = account_of(call), call.arguments.get("external_id")
    if external_id:
        found = account.store["users"].where("external_id", external_id)
    else:
        query = call.arguments.get("query", "").strip().strip('"').lower()
        found = [user for user in account.index.seen("users") if user["active"] and _matches(user, query)]
    return listed(call, [user for user in found if user["active"]], Listing("users", cursors=False))


@operations.bind("AutocompleteUsers")
def autocomplete_users(call: Call) -> Response:
    """Find users whose name begins with something."""
    wanted = call.arguments.get("name", "").lower()
    users = [user for user in _active(account_of(call)) if user["name"].lower().startswith(wanted)]
    return listed(call, users, Listing("users", cursors=False))


@operations.bind("ShowManyUsers")
def show_many_users(call: Call) -> Response:
    """Show the users of some ids or external ids that exist."""
    account = account_of(call)
    ids, external_ids = ids_argument(call), words_argument(call, "external_ids")
    if len(ids) + len(external_ids) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    users = [user for user_id in ids if (user := account.user(user_id)) is not None]
    for external_id in external_ids:
        users += account.store["users"].where("external_id", external_id)
    content: dict[str, Any] = {"users": all_shown(users, call.request.origin)}
    sideload("users")(call, users, content)
    return json_response({**content, "next_page": None, "previous_page": None, "count": len(users)})


@operations.bind("CreateUser")
def create_user(call: Call) -> Response:
    """Create a user."""
    values = root(call, "user", user_records.WRITABLE)
    return _show(call, user_records.create(account_of(call), values, actor_of(call)), 201)


@operations.bind("CreateOrUpdateUser")
def create_or_update_user(call: Call) -> Response:
    """Change the user with this address, external id or id; create one where there is none."""
    values = root(call, "user", user_records.WRITABLE)
    user, created = upsert(account_of(call), values, actor_of(call))
    return _show(call, user, 201 if created else 200)


def upsert(account: Account, values: Mapping[str, Any], actor: Actor) -> tuple[Record, bool]:
    """Return the user that ``values`` made or changed, and whether it is new."""
    known = find(account, values)
    if known is None:
        return user_records.create(account, values, actor), True
    return user_records.update(account, known, values, actor), False


def find(account: Account, values: Mapping[str, Any]) -> Record | None:
    """Return the user that ``values`` mean by id, external id or address."""
    if values.get("id") is not None:
        return account.user(values["id"])
    if values.get("external_id"):
        found = account.store["users"].where("external_id", str(values["external_id"]))
        if found:
            return found[0]
    return account.user_by_email(str(values["email"])) if values.get("email") else None


@operations.bind("UpdateUser")
def update_user(call: Call) -> Response:
    """Change a user."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    values = root(call, "user", user_records.WRITABLE)
    return _show(call, user_records.update(account, user, values, actor_of(call)))


@operations.bind("DeleteUser")
def delete_user(call: Call) -> Response:
    """Delete a user softly: it stays, inactive."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    if not user["active"]:
        raise RecordNotFound("user", call.parameters["user_id"])
    if user["id"] == actor_of(call).id:
        raise invalid("base", "", "You cannot delete yourself")
    return _show(call, user_records.detach(account, user, actor_of(call)))


@operations.bind("MergeEndUsers")
def merge_end_users(call: Call) -> Response:
    """Merge an end user into another: tickets and addresses move, the first one is deleted."""
    account = account_of(call)
    source = require(account, call.parameters["user_id"])
    target = require(account, str(integer(root(call, "user").get("id"), "user.id")))
    if source["role"] != "end-user" or source["id"] == target["id"]:
        raise invalid("base", "", "Only end users can be merged into others")
    for ticket in account.store["tickets"].where("requester_id", source["id"]):
        account.store["tickets"].update(str(ticket["id"]), {"requester_id": target["id"]})
    for identity in account.store["identities"].where("user_id", source["id"]):
        changes = {"user_id": target["id"], "primary": False}
        account.store["identities"].update(str(identity["id"]), changes)
    user_records.detach(account, source, actor_of(call))
    return _show(call, target)


@operations.bind("ShowUserRelated")
def show_user_related(call: Call) -> Response:
    """Count what belongs to a user."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    tickets = account.store["tickets"]
    related = {
        "assigned_tickets": len(tickets.where("assignee_id", user["id"])),
        "requested_tickets": len(tickets.where("requester_id", user["id"])),
        "ccd_tickets": sum(1 for ticket in tickets if user["id"] in ticket["email_cc_ids"]),
        "organization_subscriptions": len(account.store["organization_subscriptions"].where("user_id", user["id"])),
    }
    return json_response({"user_related": related})


@operations.bind("ListUserGroups")
def list_user_groups(call: Call) -> Response:
    """List the groups of an agent."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    memberships = account.store["group_memberships"].where("user_id", user["id"])
    groups = [account.store["groups"].get(str(each["group_id"])) for each in memberships]
    return listed(call, [group for group in groups if group is not None], Listing("groups"))


@operations.bind("ListUserOrganizations")
def list_user_organizations(call: Call) -> Response:
    """List the organizations of a user."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    memberships = account.store["organization_memberships"].where("user_id", user["id"])
    found = [account.store["organizations"].get(str(each["organization_id"])) for each in memberships]
    return listed(call, [each for each in found if each is not None], Listing("organizations"))


@operations.bind("SetUserPassword")
def set_password(call: Call) -> Response:
    """Set a user's password."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    password = body(call).get("password")
    if not isinstance(password, str) or len(password) < PASSWORD_LENGTH_MIN:
        raise invalid("password", "InvalidValue", "Password: must be at least 5 characters")
    account.store["_passwords"].put(str(user["id"]), {"password": password})
    return Response(200)


def _show(call: Call, user: Record, status: int = 200) -> Response:
    content: dict[str, Any] = {"user": shown(user, call.request.origin)}
    sideload("users")(call, [user], content)
    headers = [("Location", content["user"]["url"])] if status == 201 else None
    return json_response(content, status, headers)


def _active(account: Account) -> list[Record]:
    return [user for user in account.store["users"] if user["active"]]


def _chosen(call: Call) -> list[Record]:
    users = _active(account_of(call))
    roles = [*call.request.argument_lists.get("role[]", ()), *call.request.argument_lists.get("role", ())]
    if roles:
        users = [user for user in users if user["role"] in roles]
    permission_set = call.arguments.get("permission_set")
    if permission_set:
        users = [user for user in users if str(user["custom_role_id"]) == permission_set]
    external_id = call.arguments.get("external_id")
    return users if not external_id else [user for user in users if user["external_id"] == external_id]


def _matches(user: Record, query: str) -> bool:
    keyword, colon, wanted = query.partition(":")
    if colon and keyword in user and " " not in keyword:
        return str(user[keyword] or "").lower() == wanted.strip('"')
    hay = " ".join(str(user[name] or "") for name in ("name", "email", "phone", "external_id", "notes")).lower()
    return all(word in hay for word in query.split())
