"""Audits: what happened to a ticket, one record a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of
from ..paging import Listing, count_response, listed
from ..records import via
from ..sideloads import sideload
from .finding import require

operations = Operations()
METADATA: Mapping[str, Any] = {"system": {}, "custom": {}}
AUDITED = (
    "subject",
    "status",
    "priority",
    "type",
    "requester_id",
    "assignee_id",
    "group_id",
    "organization_id",
    "external_id",
    "due_at",
    "problem_id",
    "tags",
)
"""Fields that every audit tells of."""
AUDITED_CHANGES = (*AUDITED, "brand_id", "ticket_form_id", "custom_status_id", "is_public")
"""Fields whose changes audits tell of, not their first values."""
AUDITS = Listing(
    "audits",
    lambda call, audits: [dict(audit) for audit in audits],
    sorts={"created_at": lambda audit: audit["created_at"]},
    beside=sideload("audits"),
)


def compose(
    account: Account,
    before: Record | None,
    after: Record,
    actor: Actor,
    author_id: int,
    metadata: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the audit of a change, not stored yet; ``before`` is ``None`` for a new ticket."""
    return {
        "id": account.next_id(),
        "ticket_id": after["id"],
        "created_at": after["updated_at"],
        "author_id": author_id,
        "metadata": METADATA if metadata is None else {**METADATA, "custom": dict(metadata)},
        "events": [_event(account, before, each) for each in _differences(before, after)],
        "via": after["via"] if before is None else via(actor.channel),
    }


def add_comment(audit: dict[str, Any], comment: Record) -> None:
    """Enter a comment into an audit; the comment's id is that of its event."""
    names = (
        "id",
        "type",
        "author_id",
        "body",
        "html_body",
        "plain_body",
        "public",
        "attachments",
        "audit_id",
    )
    audit["events"].insert(0, {name: comment[name] for name in names})


def _differences(before: Record | None, after: Record) -> Iterator[tuple[str, Any, Any]]:
    for name in AUDITED if before is None else AUDITED_CHANGES:
        old, new = (before[name] if before is not None else None), after[name]
        if old != new and (before is not None or new not in (None, [])):
            yield name, old, new
    old_fields = {each["id"]: each["value"] for each in before["custom_fields"]} if before is not None else {}
    for each in after["custom_fields"]:
        old = old_fields.get(each["id"])
        if each["value"] != old and each["value"] is not False:
            yield str(each["id"]), old, each["value"]


def _event(account: Account, before: Record | None, difference: tuple[str, Any, Any]) -> dict[str, Any]:
    name, old, new = difference
    event: dict[str, Any] = {
        "id": account.next_id(),
        "type": "Create" if before is None else "Change",
        "value": _plain(new),
        "field_name": name,
    }
    return event if before is None else event | {"previous_value": _plain(old)}


def _plain(value: Any) -> Any:
    """Audits write numbers as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def of(account: Account, ticket_id: int) -> list[Record]:
    """Return the audits of a ticket, oldest first."""
    return account.store["audits"].where("ticket_id", ticket_id)


@operations.bind("ListAuditsForTicket")
def list_audits(call: Call) -> Response:
    """List the audits of a ticket."""
    account = account_of(call)
    return listed(call, of(account, require(account, call.parameters["ticket_id"])["id"]), AUDITS)


@operations.bind("CountAuditsForTicket")
def count_audits(call: Call) -> Response:
    """Count the audits of a ticket."""
    account = account_of(call)
    return count_response(call, len(of(account, require(account, call.parameters["ticket_id"])["id"])))


@operations.bind("ShowTicketAudit")
def show_audit(call: Call) -> Response:
    """Show one audit."""
    account = account_of(call)
    ticket = require(account, call.parameters["ticket_id"])
    audit = account.store["audits"].get(call.parameters["ticket_audit_id"])
    if audit is None or audit["ticket_id"] != ticket["id"]:
        raise RecordNotFound("audit", call.parameters["ticket_audit_id"])
    return json_response({"audit": audit})
