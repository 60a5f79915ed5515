"""Bodies that administrators write for triggers: text with placeholders such as ``{{ticket.id}}``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import NotBuilt, Record

from ..account import Account, Actor
from ..records import address

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_0-9.]+)\s*\}\}")
_LIQUID = re.compile(r"\{%|\{\{[^}]*\|")


def check(template: str) -> None:
    """Refuse what goes beyond placeholders.

    Raises:
        NotBuilt: the template has tags or filters.
    """
    if _LIQUID.search(template):
        raise NotBuilt("Liquid tags and filters in templates are not simulated")


def fill(
    template: str, account: Account, ticket: Record, comment: Record | None, actor: Actor, *, as_json: bool
) -> str:
    """Return ``template`` with its placeholders filled; unknown ones become empty.

    Args:
        template: the text.
        account: the account.
        ticket: what it is about.
        comment: what was written last.
        actor: who caused it.
        as_json: whether values stand inside JSON strings and are escaped for them.
    """
    values = _values(account, ticket, comment, actor)

    def filled(match: re.Match[str]) -> str:
        value = values.get(match[1], lambda: "")()
        text = "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)
        return json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text

    return _PLACEHOLDER.sub(filled, template)


def _values(account: Account, ticket: Record, comment: Record | None, actor: Actor) -> Mapping[str, Callable[[], Any]]:
    values: dict[str, Callable[[], Any]] = {
        f"ticket.{name}": lambda name=name: ticket[name]  # type: ignore[misc]  # the default binds the name
        for name in (
            "id",
            "description",
            "status",
            "priority",
            "external_id",
            "created_at",
            "updated_at",
            "due_at",
        )
    }
    body = comment["body"] if comment is not None else ""
    values |= {
        "ticket.title": lambda: ticket["subject"],
        "ticket.subject": lambda: ticket["subject"],
        "ticket.ticket_type": lambda: ticket["type"],
        "ticket.tags": lambda: " ".join(ticket["tags"]),
        "ticket.via": lambda: ticket["via"]["channel"],
        "ticket.link": lambda: address(f"tickets/{ticket['id']}").replace("/api/v2/", "/agent/"),
        "ticket.url": lambda: address(f"tickets/{ticket['id']}").replace("/api/v2/", "/agent/"),
        "ticket.account": lambda: account.credentials["subdomain"],
        "ticket.group.name": lambda: _name(account.store["groups"].get(str(ticket["group_id"]))),
        "ticket.group.id": lambda: ticket["group_id"],
        "ticket.organization.name": lambda: _name(account.store["organizations"].get(str(ticket["organization_id"]))),
        "ticket.latest_comment": lambda: body,
        "ticket.latest_public_comment": lambda: body if comment is not None and comment["public"] else "",
        "ticket.comment": lambda: body,
    }
    people = {
        "ticket.requester": account.user(ticket["requester_id"]),
        "ticket.assignee": account.user(ticket["assignee_id"]),
        "ticket.submitter": account.user(ticket["submitter_id"]),
        "current_user": actor.user,
    }
    for prefix, person in people.items():
        for name in ("id", "name", "email", "external_id", "phone", "role"):
            values[f"{prefix}.{name}"] = lambda person=person, name=name: (  # type: ignore[misc]  # as above
                person[name] if person is not None else ""
            )
    return values


def _name(record: Record | None) -> str:
    return "" if record is None else str(record["name"])
