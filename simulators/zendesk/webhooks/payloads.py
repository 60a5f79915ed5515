"""What events say: details of tickets, users and organizations, and their changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from windtunnel.simulator import Record

EVENT_VERSION = "2022-11-06"
CHANGES_OF_TICKETS = (
    ("subject", "subject_changed"),
    ("status", "status_changed"),
    ("custom_status_id", "custom_status_changed"),
    ("priority", "priority_changed"),
    ("type", "type_changed"),
    ("assignee_id", "agent_assignment_changed"),
    ("group_id", "group_assignment_changed"),
    ("organization_id", "organization_changed"),
    ("requester_id", "requester_changed"),
    ("external_id", "external_id_changed"),
    ("brand_id", "brand_changed"),
    ("ticket_form_id", "form_changed"),
    ("due_at", "task_due_at_changed"),
    ("problem_id", "problem_link_changed"),
    ("follower_ids", "followers_changed"),
    ("email_cc_ids", "email_ccs_changed"),
)
CHANGES_OF_USERS = (
    ("name", "name_changed"),
    ("role", "role_changed"),
    ("external_id", "external_id_changed"),
    ("alias", "alias_changed"),
    ("details", "details_changed"),
    ("notes", "notes_changed"),
    ("suspended", "suspended_changed"),
    ("only_private_comments", "only_private_comments_changed"),
    ("custom_role_id", "custom_role_changed"),
    ("default_group_id", "default_group_changed"),
)
CHANGES_OF_ORGANIZATIONS = (
    ("name", "name_changed"),
    ("external_id", "external_id_changed"),
)
Event = tuple[str, dict[str, Any]]


def ticket_detail(ticket: Record, actor_id: int) -> dict[str, Any]:
    """Return the detail of a ticket's event: ids as text, status, priority and type in capitals."""
    return {
        "actor_id": str(actor_id),
        "assignee_id": _text(ticket["assignee_id"]),
        "brand_id": _text(ticket["brand_id"]),
        "created_at": ticket["created_at"],
        "custom_status": _text(ticket["custom_status_id"]),
        "description": ticket["description"],
        "external_id": ticket["external_id"],
        "form_id": _text(ticket["ticket_form_id"]),
        "group_id": _text(ticket["group_id"]),
        "id": str(ticket["id"]),
        "is_public": ticket["is_public"],
        "organization_id": _text(ticket["organization_id"]),
        "priority": _capitals(ticket["priority"]),
        "requester_id": str(ticket["requester_id"]),
        "status": ticket["status"].upper(),
        "subject": ticket["subject"],
        "submitter_id": str(ticket["submitter_id"]),
        "tags": ticket["tags"],
        "type": _capitals(ticket["type"]),
        "updated_at": ticket["updated_at"],
        "via": {"channel": ticket["via"]["channel"]},
    }


def user_detail(user: Record) -> dict[str, Any]:
    """Return the detail of a user's event: what is not set is empty, an id that is not set is 0."""
    return {
        "created_at": user["created_at"],
        "default_group_id": str(user["default_group_id"] or 0),
        "email": user["email"] or "",
        "external_id": user["external_id"] or "",
        "id": str(user["id"]),
        "organization_id": str(user["organization_id"] or 0),
        "role": user["role"],
        "updated_at": user["updated_at"],
    }


def organization_detail(organization: Record) -> dict[str, Any]:
    """Return the detail of an organization's event."""
    return {
        "created_at": organization["created_at"],
        "external_id": organization["external_id"] or "",
        "group_id": str(organization["group_id"] or 0),
        "id": str(organization["id"]),
        "name": organization["name"],
        "shared_comments": organization["shared_comments"],
        "shared_tickets": organization["shared_tickets"],
        "updated_at": organization["updated_at"],
    }


def ticket_events(before: Record, after: Record, comment: Record | None) -> Iterator[Event]:
    """Iterate over what happened to a ticket: one event a change, and ``updated`` for all of them together."""
    changed: dict[str, Any] = {}
    for field, name in CHANGES_OF_TICKETS:
        if before[field] != after[field]:
            changed[field] = _difference(_shown(field, before[field]), _shown(field, after[field]))
            yield name, changed[field]
    if before["tags"] != after["tags"]:
        yield "tags_changed", _tags(before["tags"], after["tags"])
    if before["custom_fields"] != after["custom_fields"]:
        yield from _custom_fields(before, after)
    if comment is not None:
        yield "comment_added", {"comment": _comment(comment)}
    yield "updated", {"changes": changed}


def changes(before: Record, after: Record, table: tuple[tuple[str, str], ...]) -> Iterator[Event]:
    """Iterate over the changes of a record, one event each."""
    for field, name in table:
        if before[field] != after[field]:
            yield name, _difference(before[field], after[field])
    if before["tags"] != after["tags"]:
        yield "tags_changed", _tags(before["tags"], after["tags"])


def _custom_fields(before: Record, after: Record) -> Iterator[Event]:
    known = {each["id"]: each["value"] for each in before["custom_fields"]}
    for each in after["custom_fields"]:
        if known.get(each["id"]) != each["value"]:
            difference = _difference(known.get(each["id"]), each["value"])
            yield "custom_field_changed", {**difference, "field": {"id": str(each["id"])}}


def _comment(comment: Record) -> dict[str, Any]:
    return {
        "id": str(comment["id"]),
        "body": comment["body"],
        "is_public": comment["public"],
        "author": {"id": str(comment["author_id"])},
        "created_at": comment["created_at"],
    }


def _tags(before: list[str], after: list[str]) -> dict[str, Any]:
    return {
        "added": {"tags": [tag for tag in after if tag not in before]},
        "removed": {"tags": [tag for tag in before if tag not in after]},
    }


def _difference(before: Any, after: Any) -> dict[str, Any]:
    return {"current": after, "previous": before}


def _shown(field: str, value: Any) -> Any:
    if field in ("status", "priority", "type"):
        return _capitals(value)
    return _text(value) if isinstance(value, int) else value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _capitals(value: str | None) -> str | None:
    return None if value is None else value.upper()
