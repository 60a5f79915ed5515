"""search.messages: what a user can see, as far as the index has come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import conversation_type
from .arguments import Arguments, arguments_of
from .cursors import NumberedPage, numbered_page_of
from .envelope import ok
from .text import unescaped
from .timestamps import MICROSECONDS, micros_of
from .workspace import Workspace, workspace_of

TOKEN = re.compile(r'(-)?(?:(from|in|before|after|on|to|has):)?("[^"]*"|\S+)')
MENTION = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>")
CHANNEL_FACTS = ("is_channel", "is_group", "is_im", "is_mpim", "is_private", "is_shared")
SHARED_FACTS = ("is_org_shared", "is_ext_shared", "is_pending_ext_shared", "pending_shared")
DAY = "%Y-%m-%d"
operations = Operations()


@dataclass(frozen=True)
class Term:
    """One word of a query: ``from:`` and the like, or a word of the text (without a ``field``)."""

    field: str
    value: str
    negated: bool


@operations.bind("search_messages")
def search_messages(call: Call) -> Response:
    """Find messages, the best or the latest first."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    query = arguments.required("query", "no_query")
    found = _found(call, parse(query))
    found.sort(key=lambda each: each["ts"], reverse=arguments.text("sort_dir") != "asc")
    page = numbered_page_of(call, arguments, found)
    matches = [_match(workspace, each, query, arguments) for each in page.items]
    paged = {"paging": page.paging(), "pagination": _pagination(page)}
    return ok(call, query=query, messages={"total": page.total, "matches": matches, **paged})


def parse(query: str) -> list[Term]:
    """Return the words of a query; quoted words stay together."""
    terms = []
    for minus, name, value in TOKEN.findall(query):
        terms.append(Term(name, value.strip('"').lower() if not name else value.strip('"'), bool(minus)))
    return terms


def _found(call: Call, terms: list[Term]) -> list[Record]:
    workspace = workspace_of(call)
    seen = {each["id"] for each in workspace.channels if workspace.channels.can_see(each, call.caller.id)}
    return workspace.message_index.find(
        lambda record: (
            record["channel"] in seen
            and record.get("subtype") != "tombstone"
            and all(_fits(workspace, record, term) != term.negated for term in terms)
        )
    )


def _fits(workspace: Workspace, record: Record, term: Term) -> bool:
    if term.field == "from":
        return _is_from(workspace, record, term.value)
    if term.field == "in":
        channel = workspace.channels.require(record["channel"])
        return _plain(term.value) in (channel["id"], channel.get("name"))
    if term.field in ("before", "after", "on"):
        return _is_on(record, term)
    if term.field:
        return True
    return term.value in unescaped(record.get("text", "")).lower()


def _is_from(workspace: Workspace, record: Record, value: str) -> bool:
    user = workspace.people.find(_plain(value))
    return user is not None and record.get("user") == user["id"]


def _plain(value: str) -> str:
    mention = MENTION.fullmatch(value)
    return mention[1] if mention else value.lstrip("@#")


def _is_on(record: Record, term: Term) -> bool:
    day = datetime.fromtimestamp((micros_of(record["ts"]) or 0) // MICROSECONDS, UTC).strftime(DAY)
    if term.field == "on":
        return day == term.value
    return day < term.value if term.field == "before" else day > term.value


def _match(workspace: Workspace, record: Record, query: str, arguments: Arguments) -> dict[str, Any]:
    channel = workspace.channels.require(record["channel"])
    author = {"user": record["user"]} if "user" in record else {}
    text = record.get("text", "")
    return {
        "iid": workspace.ids.uuid(),
        "team": workspace.team_id,
        "channel": _channel(channel),
        "type": "message",
        **author,
        "username": record.get("username") or workspace.people.name_of(record.get("user", "")),
        "ts": record["ts"],
        "text": _highlighted(text, query) if arguments.flag("highlight") else text,
        **({"blocks": record["blocks"]} if "blocks" in record else {}),
        "permalink": workspace.messages.permalink(record),
        "score": 0,
    }


def _channel(channel: Record) -> dict[str, Any]:
    name = channel.get("name", channel["id"])
    facts: Mapping[str, Any] = {each: channel[each] for each in (*CHANNEL_FACTS, *SHARED_FACTS)}
    return {"id": channel["id"], "name": name, **facts, "is_private": conversation_type(channel) != "channel"}


def _highlighted(text: str, query: str) -> str:
    for term in parse(query):
        if not term.field and not term.negated:
            text = re.sub(re.escape(term.value), lambda found: f"\ue000{found[0]}\ue001", text, flags=re.IGNORECASE)
    return text


def _pagination(page: NumberedPage[Record]) -> dict[str, int]:
    first = (page.number - 1) * page.count + 1
    numbers = {
        "total_count": page.total,
        "page": page.number,
        "per_page": page.count,
        "page_count": page.pages,
    }
    return {**numbers, "first": first, "last": first + len(page.items) - 1}
