"""Bulk calls: they check how much is asked for, start a job and answer with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from .account import Account, Actor, account_of, actor_of
from .bodies import action_of, body, ids_argument, integer, keep_known, roots, words_argument
from .jobs import Worker
from .people import member_lists, organization_records, organizations, user_records, users
from .records import shown
from .refusals import InvalidAttribute, too_many
from .tickets import deleting, imports, merging, writing
from .tickets.finding import require
from .tickets.ticket_records import CREATABLE, UPDATABLE

operations = Operations()
KNOWN: Mapping[str, Collection[str]] = {
    "ticket": CREATABLE | UPDATABLE,
    "user": user_records.WRITABLE,
    "organization": organization_records.WRITABLE,
}


def _started(call: Call, kind: str, items: list[Any]) -> Response:
    account = account_of(call)
    if len(items) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    if not items:
        raise InvalidAttribute("ids", "an array", action_of(call))
    failing = call.system.fail_items(call.request, len(items))
    job = account.jobs.start(kind, items, actor_of(call), failing)
    return json_response({"job_status": shown(job, call.request.origin)})


@operations.bind(
    "TicketsCreateMany",
    "CreateManyUsers",
    "CreateOrUpdateManyUsers",
    "CreateManyOrganizations",
    "TicketBulkImport",
)
def create_many(call: Call) -> Response:
    """Start a job that creates records, or changes those that exist where the operation says so."""
    plural, kind = CREATIONS[call.operation_id]
    singular = plural.removesuffix("s")
    known = None if kind == "import tickets" else KNOWN[singular]
    items = roots(call, plural)
    kept = items if known is None else [keep_known(call, item, known, plural) for item in items]
    return _started(call, kind, kept)


CREATIONS = {
    "TicketsCreateMany": ("tickets", "create tickets"),
    "CreateManyUsers": ("users", "create users"),
    "CreateOrUpdateManyUsers": ("users", "upsert users"),
    "CreateManyOrganizations": ("organizations", "create organizations"),
    "TicketBulkImport": ("tickets", "import tickets"),
}
UPDATES = {
    "TicketsUpdateMany": ("ticket", "update tickets"),
    "UpdateManyUsers": ("user", "update users"),
    "UpdateManyOrganizations": ("organization", "update organizations"),
}
DELETIONS = {
    "BulkDeleteTickets": ("tickets", "delete tickets"),
    "MarkManyTicketsAsSpam": ("tickets", "mark tickets as spam"),
    "DestroyManyUsers": ("users", "delete users"),
    "DeleteManyOrganizations": ("organizations", "delete organizations"),
    "GroupMembershipBulkDelete": ("group_memberships", "delete group memberships"),
    "DeleteManyOrganizationMemberships": ("organization_memberships", "delete organization memberships"),
}


@operations.bind("TicketsUpdateMany", "UpdateManyUsers", "UpdateManyOrganizations")
def update_many(call: Call) -> Response:
    """Start a job that makes one change on many records, or a change of its own on each."""
    singular, kind = UPDATES[call.operation_id]
    content = body(call)
    if isinstance(content.get(singular), Mapping):
        change = keep_known(call, content[singular], KNOWN[singular], singular)
        return _started(call, kind, [{**change, "id": record_id} for record_id in _chosen(call, f"{singular}s")])
    items = [keep_known(call, item, KNOWN[singular], singular) for item in roots(call, f"{singular}s")]
    return _started(call, kind, [{**item, "id": _id_of(call, item, f"{singular}s")} for item in items])


def _id_of(call: Call, item: Mapping[str, Any], plural: str) -> int:
    """Return which record an item means, by id or external id; -1 for none."""
    if item.get("id") is not None:
        return integer(item["id"], f"{plural}.id") or -1
    found = account_of(call).store[plural].where("external_id", item.get("external_id"))
    return int(found[0]["id"]) if found and item.get("external_id") else -1


@operations.bind(
    "BulkDeleteTickets",
    "MarkManyTicketsAsSpam",
    "DestroyManyUsers",
    "DeleteManyOrganizations",
    "GroupMembershipBulkDelete",
    "DeleteManyOrganizationMemberships",
)
def delete_many(call: Call) -> Response:
    """Start a job that deletes records."""
    plural, kind = DELETIONS[call.operation_id]
    return _started(call, kind, [{"id": record_id} for record_id in _chosen(call, plural)])


def _chosen(call: Call, plural: str) -> list[int]:
    """Return the ids that the query names, by id or by external id."""
    ids = [int(each) for each in ids_argument(call)]
    external_ids = words_argument(call, "external_ids")
    return ids + [_id_of(call, {"external_id": each}, plural) for each in external_ids]


@operations.bind("GroupMembershipBulkCreate", "CreateManyOrganizationMemberships")
def create_many_memberships(call: Call) -> Response:
    """Start a job that creates memberships."""
    plural = "organization_memberships" if "Organization" in call.operation_id else "group_memberships"
    return _started(call, f"create {plural.replace('_', ' ')}", roots(call, plural))


@operations.bind("MergeTicketsIntoTargetTicket")
def merge(call: Call) -> Response:
    """Start a job that merges tickets into one."""
    account = account_of(call)
    target = require(account, call.parameters["ticket_id"])
    return _started(call, "merge tickets", [merging.read(account, target, body(call))])


def _create_ticket(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    return {"id": writing.create(account, item, actor)[0]["id"]}


def _update_ticket(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    writing.update(account, require(account, str(item["id"])), item, actor)
    return {}


def _delete_ticket(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    deleting.delete(account, require(account, str(item["id"])), actor)
    return {}


def _spam_ticket(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    deleting.purge_spam(account, require(account, str(item["id"])), actor)
    return {}


def _destroy_ticket(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    deleting.destroy(account, str(item["id"]), actor)
    return {}


def _create_user(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    return {"id": user_records.create(account, item, actor)["id"]}


def _upsert_user(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    user, created = users.upsert(account, item, actor)
    return {"id": user["id"], "status": "Created" if created else "Updated", "email": user["email"]}


def _update_user(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    user_records.update(account, users.require(account, str(item["id"])), item, actor)
    return {}


def _delete_user(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    user = users.require(account, str(item["id"]))
    if not user["active"]:
        raise RecordNotFound("user", str(item["id"]))
    user_records.detach(account, user, actor)
    return {}


def _create_organization(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    return {"id": organization_records.create(account, item)["id"]}


def _update_organization(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    organization_records.update(account, organizations.require(account, str(item["id"])), item)
    return {}


def _delete_organization(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    organization_records.remove(account, organizations.require(account, str(item["id"])))
    return {}


def _create_membership(family: member_lists.Family) -> Any:
    def run(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        created: Record = member_lists.add(account, family, item)
        return {"id": created["id"]}

    return run


def _delete_membership(family: member_lists.Family) -> Any:
    def run(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        member_lists.remove(account, family, member_lists.require(account, family, str(item["id"])))
        return {}

    return run


WORKERS: Mapping[str, Worker] = {
    "create tickets": Worker("Creating", "Ticket", "create", _create_ticket),
    "import tickets": Worker("Importing", "Ticket", "create", imports.run),
    "update tickets": Worker("Updating", "Ticket", "update", _update_ticket),
    "delete tickets": Worker("Deleting", "Ticket", "delete", _delete_ticket),
    "mark tickets as spam": Worker("Deleting", "Ticket", "delete", _spam_ticket),
    "destroy deleted tickets": Worker("Deleting", "Ticket", "delete", _destroy_ticket),
    "merge tickets": Worker("Merging", "Ticket", "merge", merging.run),
    "create users": Worker("Creating", "User", "create", _create_user),
    "upsert users": Worker("Creating", "User", "create", _upsert_user),
    "update users": Worker("Updating", "User", "update", _update_user),
    "delete users": Worker("Deleting", "User", "delete", _delete_user),
    "create organizations": Worker("Creating", "Organization", "create", _create_organization),
    "update organizations": Worker("Updating", "Organization", "update", _update_organization),
    "delete organizations": Worker("Deleting", "Organization", "delete", _delete_organization),
    "create group memberships": Worker(
        "Creating", "Group Membership", "create", _create_membership(member_lists.GROUPS)
    ),
    "delete group memberships": Worker(
        "Deleting", "Group Membership", "delete", _delete_membership(member_lists.GROUPS)
    ),
    "create organization memberships": Worker(
        "Creating", "Organization Membership", "create", _create_membership(member_lists.ORGANIZATIONS)
    ),
    "delete organization memberships": Worker(
        "Deleting", "Organization Membership", "delete", _delete_membership(member_lists.ORGANIZATIONS)
    ),
}
