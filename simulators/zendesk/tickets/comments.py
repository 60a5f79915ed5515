"""Comments: making them from what callers send, and showing them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of
from ..bodies import body, integer, items, text, truth
from ..paging import Listing, count_response, listed
from ..records import via, without
from ..refusals import InvalidAttribute, blank, invalid
from ..sideloads import sideload
from . import uploads
from .finding import require

operations = Operations()
REDACTED = "▇"
_TAGS = re.compile(r"<[^>]+>")


def compose(account: Account, ticket_id: int, given: Any, actor: Actor, author_id: int | None = None) -> dict[str, Any]:
    """Return the comment in ``given``, not stored yet.

    Args:
        account: the account.
        ticket_id: of the ticket that it belongs to; 0 while that is being made.
        given: what the caller sent: text, or an object with body, html_body, public, author_id, uploads.
        actor: who sent it.
        author_id: who wrote it, unless ``given`` says so.

    Raises:
        InvalidAttribute: it is neither text nor an object.
        InvalidInput: its author does not exist, or an upload is unknown or expired.
    """
    values = given if isinstance(given, Mapping) else {"body": text(given, "ticket.comment")}
    plain, rich = _texts(values)
    chosen_author = _author(account, values, actor, author_id)
    return {
        "id": account.next_id(),
        "type": "Comment",
        "author_id": chosen_author,
        "body": plain,
        "html_body": rich,
        "plain_body": plain,
        "public": _is_public(account, ticket_id, values, actor),
        "attachments": uploads.attach(account, items(values.get("uploads"), "ticket.comment.uploads")),
        "audit_id": 0,
        "via": via(actor.channel),
        "created_at": account.now(),
        "metadata": {"system": {}, "custom": {}},
        "ticket_id": ticket_id,
    }


def is_empty(given: Any) -> bool:
    """Tell whether ``given`` holds neither text nor files."""
    values = given if isinstance(given, Mapping) else {"body": text(given, "ticket.comment")}
    return not _plain(values).strip() and not values.get("uploads")


def _plain(values: Mapping[str, Any]) -> str:
    """Return a comment as plain text; ``html_body`` wins over ``body``, as for the vendor."""
    rich = text(values.get("html_body"), "ticket.comment.html_body")
    if rich is not None:
        return html.unescape(_TAGS.sub("", rich)).strip()
    return text(values.get("body", values.get("value")), "ticket.comment.body") or ""


def _texts(values: Mapping[str, Any]) -> tuple[str, str]:
    """Return a comment as plain text and as HTML."""
    plain, rich = _plain(values), values.get("html_body")
    if rich is not None:
        return plain, f'<div class="zd-comment" dir="auto">{rich}</div>'
    lines = html.escape(plain, quote=False).replace("\n\n", '</p><p dir="auto">').replace("\n", "<br>")
    return plain, f'<div class="zd-comment" dir="auto"><p dir="auto">{lines}</p></div>'


def _author(account: Account, values: Mapping[str, Any], actor: Actor, author_id: int | None) -> int:
    chosen = integer(values.get("author_id"), "ticket.comment.author_id")
    if chosen is None:
        return author_id if author_id is not None else actor.id
    if account.user(chosen) is None:
        raise invalid("author_id", "InvalidValue", "Author: is invalid")
    return chosen


def _is_public(account: Account, ticket_id: int, values: Mapping[str, Any], actor: Actor) -> bool:
    """Without a word on it a comment is as public as the first one of its ticket; end users write in public."""
    if not actor.is_agent:
        return True
    chosen = truth(values.get("public"), "ticket.comment.public")
    if chosen is not None:
        return chosen
    first = of(account, ticket_id)[:1] if ticket_id else []
    return bool(first[0]["public"]) if first else True


def of(account: Account, ticket_id: int) -> list[Record]:
    """Return the comments of a ticket, oldest first."""
    return account.store["comments"].where("ticket_id", ticket_id)


def rendered(call: Call, comments: Sequence[Record]) -> list[dict[str, Any]]:
    """Return comments as a caller sees them."""
    origin = call.request.origin
    return [_rendered(comment, origin) for comment in comments]


def _rendered(comment: Record, origin: str) -> dict[str, Any]:
    content = without(comment, "ticket_id")
    if content["attachments"]:
        content["attachments"] = [uploads.show(each, origin) for each in content["attachments"]]
    return content


COMMENTS = Listing(
    "comments",
    rendered,
    sorts={"created_at": lambda comment: comment["created_at"]},
    beside=sideload("comments"),
)


@operations.bind("ListTicketComments")
def list_comments(call: Call) -> Response:
    """List the comments of a ticket."""
    account = account_of(call)
    return listed(call, of(account, require(account, call.parameters["ticket_id"])["id"]), COMMENTS)


@operations.bind("CountTicketComments")
def count_comments(call: Call) -> Response:
    """Count the comments of a ticket."""
    account = account_of(call)
    return count_response(call, len(of(account, require(account, call.parameters["ticket_id"])["id"])))


@operations.bind("MakeTicketCommentPrivate")
def make_private(call: Call) -> Response:
    """Make a comment private for good."""
    account = account_of(call)
    comment = _require(account, call, call.parameters["ticket_comment_id"])
    account.store["comments"].update(str(comment["id"]), {"public": False})
    return Response(200)


@operations.bind("RedactStringInComment")
def redact_text(call: Call) -> Response:
    """Black out a text in a comment, and in the ticket's description if it is the first one."""
    account = account_of(call)
    comment = _require(account, call, call.parameters["ticket_comment_id"])
    wanted = body(call).get("text")
    if not isinstance(wanted, str) or not wanted:
        raise InvalidAttribute("text", "a string", "api/v2/tickets/comments/redact")
    if wanted not in comment["body"]:
        raise blank("text", "Text")
    changes = _redacted(comment, wanted)
    after = account.store["comments"].update(str(comment["id"]), changes)
    audit = account.store["audits"].get(str(comment["audit_id"]))
    if audit is not None:
        events = [{**each, **changes} if each["id"] == comment["id"] else each for each in audit["events"]]
        account.store["audits"].update(str(audit["id"]), {"events": events})
    if of(account, comment["ticket_id"])[0]["id"] == comment["id"]:
        account.store["tickets"].update(str(comment["ticket_id"]), {"description": after["body"]})
    return json_response({"comment": _rendered(after, call.request.origin)})


def _redacted(comment: Record, wanted: str) -> dict[str, str]:
    """Return the three forms of a comment with a text blacked out, in HTML as it is written there too."""
    black = REDACTED * len(wanted)
    changes = {name: comment[name].replace(wanted, black) for name in ("body", "html_body", "plain_body")}
    changes["html_body"] = changes["html_body"].replace(html.escape(wanted, quote=False), black)
    return changes


@operations.bind("RedactCommentAttachment")
def redact_attachment(call: Call) -> Response:
    """Replace a file of a comment by an empty one."""
    account = account_of(call)
    comment = _require(account, call, call.parameters["comment_id"])
    attachment_id = call.parameters["attachment_id"]
    if all(str(each["id"]) != attachment_id for each in comment["attachments"]):
        raise RecordNotFound("attachment", attachment_id)
    redacted = uploads.redact(account, attachment_id)
    attachments = [redacted if each["id"] == redacted["id"] else each for each in comment["attachments"]]
    account.store["comments"].update(str(comment["id"]), {"attachments": attachments})
    return json_response({"attachment": uploads.show(redacted, call.request.origin)})


def _require(account: Account, call: Call, comment_id: str) -> Record:
    ticket = require(account, call.parameters["ticket_id"])
    comment = account.store["comments"].get(comment_id)
    if comment is None or comment["ticket_id"] != ticket["id"]:
        raise RecordNotFound("comment", comment_id)
    return comment


def is_from_agent(account: Account, comment: Record) -> bool:
    """Tell whether somebody of the account wrote a comment."""
    author = account.user(comment["author_id"])
    return author is not None and author["role"] != "end-user"
