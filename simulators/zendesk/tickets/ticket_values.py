"""How values that callers send become changes of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import Record

from ..account import Account, Actor
from ..bodies import integer, integers, items, text
from ..moments import iso, seconds
from ..people import user_records
from ..people.memberships import default_group_of, groups_of
from ..refusals import blank, invalid
from ..words import tag_words
from . import statuses
from .ticket_records import blank_ticket

Reader = Callable[[Account, Record | None, Any, Actor], dict[str, Any]]
PRIORITIES = (None, "low", "normal", "high", "urgent")
TYPES = (None, "problem", "incident", "question", "task")


def changes_of(account: Account, ticket: Record | None, values: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Return the fields that ``values`` set, checked and in the form that records hold.

    Users that are new are created once everything else is found to be right.

    Raises:
        InvalidAttribute: a value has the wrong type.
        InvalidInput: a value is not allowed.
    """
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name in READERS:
            changes |= READERS[name](account, ticket, value, actor)
    for name, reader in CREATORS.items():
        if name in values:
            changes |= reader(account, ticket, values[name], actor)
    if "group_id" in changes or "assignee_id" in changes:
        _settle_assignment(account, ticket, changes, values)
    return changes


def _settle_assignment(
    account: Account, ticket: Record | None, changes: dict[str, Any], values: Mapping[str, Any]
) -> None:
    """Bring group and assignee together: an assignee brings his group, a group without him drops him.

    Raises:
        InvalidInput: both were given, and the assignee is not in the group.
    """
    before = ticket or {"group_id": None, "assignee_id": None}
    assignee_id = changes.get("assignee_id", before["assignee_id"])
    group_id = changes.get("group_id", before["group_id"])
    if assignee_id is None:
        return
    groups = groups_of(account, assignee_id)
    if group_id in groups:
        return
    if changes.get("assignee_id") is not None:
        if changes.get("group_id") is not None:
            raise invalid("assignee", "InvalidValue", "Assignee: is not a member of the group")
        changes["group_id"] = default_group_of(account, assignee_id)
    else:
        changes["assignee_id"] = None


def _subject(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    subject = text(value, "ticket.subject")
    if subject is not None and not subject.strip():
        raise blank("subject", "Subject")
    return {"subject": subject, "raw_subject": subject}


def _one_of(name: str, allowed: tuple[str | None, ...]) -> Reader:
    def read(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
        chosen = value or None
        if chosen not in allowed:
            raise invalid(name, "InvalidValue", f"{name.capitalize()}: {value} is not recognized")
        return {name: chosen}

    return read


def _plain_text(name: str) -> Reader:
    return lambda account, ticket, value, actor: {name: text(value, f"ticket.{name}")}


def _plain_ids(name: str) -> Reader:
    return lambda account, ticket, value, actor: {name: integers(value, f"ticket.{name}")}


def _plain_id(name: str) -> Reader:
    return lambda account, ticket, value, actor: {name: integer(value, f"ticket.{name}")}


def _status(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    return {"status": statuses.next_status(ticket, value)} if value is not None else {}


def _custom_status(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    custom_status_id = integer(value, "ticket.custom_status_id")
    status = statuses.of_custom_status(account, custom_status_id)
    return {"custom_status_id": custom_status_id, "status": statuses.next_status(ticket, status)}


def _group(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    group_id = integer(value, "ticket.group_id")
    if group_id is not None:
        group = account.store["groups"].get(str(group_id))
        if group is None or group["deleted"]:
            raise invalid("group", "InvalidValue", "Group: is invalid")
    return {"group_id": group_id}


def _assignee(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    assignee_id = integer(value, "ticket.assignee_id")
    if assignee_id is None:
        return {"assignee_id": None}
    user = account.user(assignee_id)
    if user is None or not user["active"] or user["role"] == "end-user":
        raise invalid("assignee", "InvalidValue", "Assignee: is invalid")
    return {"assignee_id": assignee_id}


def _assignee_email(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    user = account.user_by_email(text(value, "ticket.assignee_email") or "")
    return _assignee(account, ticket, user["id"] if user is not None else -1, actor)


def _requester_id(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    requester_id = integer(value, "ticket.requester_id")
    if requester_id is None:
        return {}
    user = account.user(requester_id)
    if user is None or not user["active"]:
        raise invalid("requester", "InvalidValue", "Requester: is invalid")
    return {"requester_id": requester_id}


def _requester(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"requester_id": user_records.find_or_create(account, value, actor)["id"]}
    given = text(value, "ticket.requester") or ""
    return {"requester_id": user_records.find_or_create(account, {"email": given}, actor)["id"]} if given else {}


def _organization(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    organization_id = integer(value, "ticket.organization_id")
    if organization_id is not None and str(organization_id) not in account.store["organizations"]:
        raise invalid("organization", "InvalidValue", "Organization: is invalid")
    return {"organization_id": organization_id}


def _due_at(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    given = text(value, "ticket.due_at")
    if not given:
        return {"due_at": None}
    try:
        return {"due_at": iso(seconds(given))}
    except ValueError:
        raise invalid("due_at", "InvalidValue", f"Due date: {given} is not a date") from None


def _problem(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    problem_id = integer(value, "ticket.problem_id")
    problem = account.store["tickets"].get(str(problem_id))
    if problem_id is not None and (problem is None or problem["type"] != "problem"):
        raise invalid("problem_id", "InvalidValue", "Problem: is invalid")
    return {"problem_id": problem_id}


def _tags(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    return {"tags": tag_words(value)}


def _more_tags(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    before = ticket["tags"] if ticket is not None else []
    return {"tags": list(dict.fromkeys([*before, *tag_words(value)]))}


def _fewer_tags(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    dropped = tag_words(value)
    return {"tags": [tag for tag in (ticket["tags"] if ticket is not None else []) if tag not in dropped]}


def _custom_fields(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
    """Set values of custom fields; fields that the account does not have are ignored, as the vendor does."""
    given = value.items() if isinstance(value, Mapping) else _pairs(items(value, "ticket.custom_fields"))
    wanted = {str(field_id): content for field_id, content in given}
    before = ticket["custom_fields"] if ticket is not None else blank_ticket(account, 0, "")["custom_fields"]
    fields = [{"id": each["id"], "value": wanted.get(str(each["id"]), each["value"])} for each in before]
    held = {str(each["id"]) for each in before}
    fields += [
        {"id": each["id"], "value": wanted[str(each["id"])]}
        for each in account.store["ticket_fields"]
        if each["removable"] and str(each["id"]) in wanted and str(each["id"]) not in held
    ]
    return {"custom_fields": fields, "fields": fields}


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    for each in given:
        if not isinstance(each, Mapping):
            raise invalid("custom_fields", "InvalidValue", "Custom fields: is invalid")
    return [(each.get("id"), each.get("value")) for each in given]


def _people(field: str, key: str) -> Reader:
    """Read a list of people that are put or deleted one by one (``email_ccs``, ``followers``)."""

    def read(account: Account, ticket: Record | None, value: Any, actor: Actor) -> dict[str, Any]:
        held = dict.fromkeys(ticket[field] if ticket is not None else [])
        for entry in items(value, f"ticket.{key}"):
            user_id = _person(account, entry, actor)
            if isinstance(entry, Mapping) and entry.get("action") == "delete":
                held.pop(user_id, None)
            else:
                held[user_id] = None
        return {field: list(held)} | ({"collaborator_ids": list(held)} if field == "email_cc_ids" else {})

    return read


def _person(account: Account, entry: Any, actor: Actor) -> int:
    if isinstance(entry, int):
        return entry
    values = entry if isinstance(entry, Mapping) else {"email": str(entry)}
    if values.get("user_id") is not None:
        return integer(values["user_id"], "user_id") or -1
    email = values.get("user_email") or values.get("email")
    name = values.get("user_name") or values.get("name") or str(email or "").partition("@")[0]
    return int(user_records.find_or_create(account, {"email": email, "name": name}, actor)["id"])


READERS: Mapping[str, Reader] = {
    "subject": _subject,
    "raw_subject": _subject,
    "priority": _one_of("priority", PRIORITIES),
    "type": _one_of("type", TYPES),
    "status": _status,
    "custom_status_id": _custom_status,
    "group_id": _group,
    "assignee_id": _assignee,
    "assignee_email": _assignee_email,
    "requester_id": _requester_id,
    "organization_id": _organization,
    "external_id": _plain_text("external_id"),
    "recipient": _plain_text("recipient"),
    "due_at": _due_at,
    "problem_id": _problem,
    "tags": _tags,
    "additional_tags": _more_tags,
    "remove_tags": _fewer_tags,
    "custom_fields": _custom_fields,
    "fields": _custom_fields,
    "collaborator_ids": _plain_ids("collaborator_ids"),
    "follower_ids": _plain_ids("follower_ids"),
    "email_cc_ids": _plain_ids("email_cc_ids"),
    "sharing_agreement_ids": _plain_ids("sharing_agreement_ids"),
    "ticket_form_id": _plain_id("ticket_form_id"),
    "brand_id": _plain_id("brand_id"),
}
CREATORS: Mapping[str, Reader] = {
    "requester": _requester,
    "collaborators": _people("collaborator_ids", "collaborators"),
    "additional_collaborators": _people("collaborator_ids", "additional_collaborators"),
    "followers": _people("follower_ids", "followers"),
    "email_ccs": _people("email_cc_ids", "email_ccs"),
}
"""Values that may make new users."""
