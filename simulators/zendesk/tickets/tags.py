"""Tags of tickets, and the tags of the whole account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of, actor_of
from ..bodies import body
from ..paging import Listing, count_response, listed
from ..words import tag_words
from . import writing
from .finding import require

operations = Operations()


@operations.bind("ListResourceTags")
def list_ticket_tags(call: Call) -> Response:
    """List the tags of a ticket."""
    return json_response({"tags": require(account_of(call), call.parameters["ticket_id"])["tags"]})


@operations.bind("SetTagsTicket")
def set_tags(call: Call) -> Response:
    """Replace the tags of a ticket."""
    return json_response({"tags": _changed(call, "tags")["tags"]}, 201)


@operations.bind("PutTagsTicket")
def add_tags(call: Call) -> Response:
    """Add tags to a ticket."""
    return json_response({"tags": _changed(call, "additional_tags")["tags"]})


@operations.bind("DeleteTagsTicket")
def remove_tags(call: Call) -> Response:
    """Take tags from a ticket."""
    _changed(call, "remove_tags")
    return Response(204)


def _changed(call: Call, field: str) -> Record:
    account, content = account_of(call), body(call)
    ticket = require(account, call.parameters["ticket_id"])
    values = {field: tag_words(content.get("tags")), **_safety(content)}
    return writing.update(account, ticket, values, actor_of(call))[0]


def _safety(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes an update safe; the vendor takes ``safe_update`` as text too."""
    return {name: content[name] for name in ("safe_update", "updated_stamp") if name in content}


def _counts(account: Account) -> list[dict[str, Any]]:
    counts = Counter(tag for ticket in account.store["tickets"] for tag in ticket["tags"])
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"id": name, "name": name, "count": count} for name, count in ordered]


@operations.bind("ListTags")
def list_tags(call: Call) -> Response:
    """List the tags of the account, the most used first."""
    listing = Listing(
        "tags",
        lambda call, tags: [{"name": tag["name"], "count": tag["count"]} for tag in tags],
        sorts={"popularity": lambda tag: tag["count"]},
    )
    return listed(call, _counts(account_of(call)), listing)


@operations.bind("CountTags")
def count_tags(call: Call) -> Response:
    """Count the tags of the account."""
    return count_response(call, len(_counts(account_of(call))))


@operations.bind("AutocompleteTags")
def autocomplete_tags(call: Call) -> Response:
    """List the tags that begin with something."""
    wanted = call.arguments.get("name", "").lower()
    names = [tag["name"] for tag in _counts(account_of(call)) if tag["name"].startswith(wanted)]
    return json_response({"tags": names, "count": len(names)})
