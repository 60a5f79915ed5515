"""Tickets: what a record holds, and which keys callers may send."""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..records import address, via

UPDATABLE = frozenset(
    {
        "id",
        "subject",
        "raw_subject",
        "comment",
        "requester_id",
        "requester",
        "assignee_id",
        "assignee_email",
        "group_id",
        "organization_id",
        "collaborator_ids",
        "collaborators",
        "additional_collaborators",
        "follower_ids",
        "followers",
        "email_cc_ids",
        "email_ccs",
        "external_id",
        "type",
        "priority",
        "status",
        "custom_status_id",
        "due_at",
        "problem_id",
        "tags",
        "additional_tags",
        "remove_tags",
        "custom_fields",
        "fields",
        "sharing_agreement_ids",
        "attribute_value_ids",
        "safe_update",
        "updated_stamp",
        "metadata",
        "ticket_form_id",
        "brand_id",
    }
)
CREATABLE = UPDATABLE | {
    "description",
    "submitter_id",
    "recipient",
    "macro_ids",
    "macro_id",
    "via",
    "via_id",
    "via_followup_source_id",
}


def blank_ticket(account: Account, ticket_id: int, now: str) -> dict[str, Any]:
    """Return a ticket without content, with the vendor's defaults and every custom field of the account."""
    fields = [
        {"id": each["id"], "value": False if each["type"] == "checkbox" else None}
        for each in account.store["ticket_fields"]
        if each["removable"] and each["active"]
    ]
    return {
        "url": address(f"tickets/{ticket_id}.json"),
        "id": ticket_id,
        "external_id": None,
        "via": via("api"),
        "created_at": now,
        "updated_at": now,
        "generated_timestamp": int(account.clock.now()),
        "type": None,
        "subject": None,
        "raw_subject": None,
        "description": "",
        "priority": None,
        "status": "new",
        "recipient": None,
        "requester_id": -1,
        "submitter_id": -1,
        "assignee_id": None,
        "organization_id": None,
        "group_id": None,
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": True,
        "due_at": None,
        "tags": [],
        "custom_fields": fields,
        "satisfaction_rating": {"score": "unoffered"},
        "sharing_agreement_ids": [],
        "custom_status_id": None,
        "fields": fields,
        "followup_ids": [],
        "ticket_form_id": _first_id(account, "ticket_forms"),
        "brand_id": _first_id(account, "brands"),
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
    }


def _first_id(account: Account, collection: str) -> int | None:
    """Return the id of the account's oldest record of a kind: its default one."""
    first = next(iter(account.store[collection]), None)
    return None if first is None else first["id"]
