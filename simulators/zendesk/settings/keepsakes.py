"""What agents note for themselves: bookmarks, skips, and the organizations that users follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import account_of, actor_of
from ..bodies import integer, root, text
from ..paging import Listing, listed
from ..people.organizations import require as require_organization
from ..people.users import require as require_user
from ..records import address, shown, without
from ..refusals import invalid

operations = Operations()


def _with_ticket(call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return records with their ticket inside; those whose ticket was deleted are left out."""
    tickets, found = account_of(call).store["tickets"], []
    for record in records:
        ticket = tickets.get(str(record["ticket_id"]))
        if ticket is not None:
            found.append({**shown(record, call.request.origin), "ticket": shown(ticket, call.request.origin)})
    return found


def _bookmarks(call: Call) -> list[Record]:
    account = account_of(call)
    own = account.store["bookmarks"].where("user_id", actor_of(call).id)
    return [each for each in own if str(each["ticket_id"]) in account.store["tickets"]]


@operations.bind("ListBookmarks")
def list_bookmarks(call: Call) -> Response:
    """List the caller's bookmarks."""
    return listed(call, _bookmarks(call), Listing("bookmarks", _shown_bookmarks, cursors=False))


def _shown_bookmarks(call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
    return [without(each, "ticket_id", "user_id") for each in _with_ticket(call, records)]


@operations.bind("CreateBookmark")
def create_bookmark(call: Call) -> Response:
    """Bookmark a ticket; 200 when it was already."""
    account = account_of(call)
    ticket_id = integer(root(call, "bookmark", ("ticket_id",)).get("ticket_id"), "bookmark.ticket_id")
    ticket = account.store["tickets"].get(str(ticket_id))
    if ticket is None:
        raise invalid("ticket_id", "InvalidValue", "Ticket: is invalid")
    known = [each for each in _bookmarks(call) if each["ticket_id"] == ticket["id"]]
    if known:
        return json_response({"bookmark": _shown_bookmarks(call, known)[0]})
    bookmark_id = account.next_id()
    record = {
        "url": address(f"bookmarks/{bookmark_id}.json"),
        "id": bookmark_id,
        "ticket_id": ticket["id"],
        "user_id": actor_of(call).id,
        "created_at": account.now(),
    }
    account.store["bookmarks"].put(str(bookmark_id), record)
    return json_response({"bookmark": _shown_bookmarks(call, [record])[0]}, 201)


@operations.bind("DeleteBookmark")
def delete_bookmark(call: Call) -> Response:
    """Delete a bookmark."""
    wanted = call.parameters["bookmark_id"]
    if all(str(each["id"]) != wanted for each in _bookmarks(call)):
        raise RecordNotFound("bookmark", wanted)
    account_of(call).store["bookmarks"].remove(wanted)
    return Response(204)


@operations.bind("RecordNewSkip")
def record_skip(call: Call) -> Response:
    """Record that the caller passed a ticket over."""
    account, values = account_of(call), root(call, "skip", ("ticket_id", "reason"))
    ticket = account.store["tickets"].get(str(integer(values.get("ticket_id"), "skip.ticket_id")))
    if ticket is None:
        raise invalid("ticket_id", "InvalidValue", "Ticket: is invalid")
    skip_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"skips/{skip_id}.json"),
        "id": skip_id,
        "ticket_id": ticket["id"],
        "user_id": actor_of(call).id,
        "reason": text(values.get("reason"), "skip.reason") or "",
        "created_at": now,
        "updated_at": now,
    }
    account.store["skips"].put(str(skip_id), record)
    return json_response({"skip": _shown_skips(call, [record])[0]}, 201)


@operations.bind("ListTicketSkips")
def list_skips(call: Call) -> Response:
    """List the tickets that an agent passed over."""
    account = account_of(call)
    user = require_user(account, call.parameters["user_id"])
    return listed(call, account.store["skips"].where("user_id", user["id"]), Listing("skips", _shown_skips))


def _shown_skips(call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
    return [without(each, "url") for each in _with_ticket(call, records)]


@operations.bind("ListOrganizationSubscriptions")
def list_subscriptions(call: Call) -> Response:
    """List who follows which organization."""
    return listed(call, list(account_of(call).store["organization_subscriptions"]), SUBSCRIPTIONS)


SUBSCRIPTIONS = Listing("organization_subscriptions", cursors=False)


@operations.bind("CreateOrganizationSubscription")
def create_subscription(call: Call) -> Response:
    """Let a user follow an organization."""
    account, values = account_of(call), root(call, "organization_subscription", ("user_id", "organization_id"))
    user_id = integer(values.get("user_id"), "organization_subscription.user_id")
    organization_id = integer(values.get("organization_id"), "organization_subscription.organization_id")
    user = require_user(account, str(user_id))
    organization = require_organization(account, str(organization_id))
    subscriptions = account.store["organization_subscriptions"]
    for known in subscriptions.where("user_id", user["id"]):
        if known["organization_id"] == organization["id"]:
            return _subscription(call, known)
    subscription_id = account.next_id()
    record = {
        "url": address(f"organization_subscriptions/{subscription_id}.json"),
        "id": subscription_id,
        "organization_id": organization["id"],
        "user_id": user["id"],
        "created_at": account.now(),
    }
    return _subscription(call, subscriptions.put(str(subscription_id), record))


@operations.bind("ShowOrganizationSubscription")
def show_subscription(call: Call) -> Response:
    """Show a subscription."""
    return _subscription(call, _require_subscription(call))


@operations.bind("DeleteOrganizationSubscription")
def delete_subscription(call: Call) -> Response:
    """End a subscription."""
    subscription = _require_subscription(call)
    account_of(call).store["organization_subscriptions"].remove(str(subscription["id"]))
    return Response(204)


def _require_subscription(call: Call) -> Record:
    wanted = call.parameters["organization_subscription_id"]
    found = account_of(call).store["organization_subscriptions"].get(wanted)
    if found is None:
        raise RecordNotFound("organization subscription", wanted)
    return found


def _subscription(call: Call, record: Record) -> Response:
    return json_response({"organization_subscription": shown(record, call.request.origin)})
