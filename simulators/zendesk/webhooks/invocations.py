"""Invocations of webhooks and their attempts, read from what the outbox keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..moments import iso, seconds
from ..paging import Listing, listed
from ..records import without
from ..refusals import ListedProblem
from .outbox import BROKEN
from .webhook_records import require

operations = Operations()
TIMEOUT_STATUS = 504
INVOCATION_STATES = {
    "delivered": "success",
    "failed": "failed",
    "pending": "in progress",
    "dropped": "circuit broken",
}


@operations.bind("ListWebhookInvocations")
def list_invocations(call: Call) -> Response:
    """List the deliveries of a webhook, newest first, between two times and of a state where that is asked for."""
    found = _invocations(account_of(call), require(account_of(call), call.parameters["webhook_id"])["id"])
    status = call.arguments.get("filter[status]")
    start, end = call.arguments.get("filter[from_ts]"), call.arguments.get("filter[to_ts]")
    kept = [
        each
        for each in found
        if (status is None or each["status"] == status)
        and (start is None or each["at"] >= _moment(start))
        and (end is None or each["at"] <= _moment(end))
    ]
    return listed(call, kept, INVOCATIONS)


def _moment(given: str) -> int:
    try:
        return seconds(given)
    except ValueError:
        raise ListedProblem("InvalidParameter", "Invalid time", f"{given} is not a time") from None


INVOCATIONS = Listing(
    "invocations",
    lambda call, invocations: [without(each, "at", "delivery") for each in invocations],
    sorts={
        "latest_completed_at": lambda each: each["latest_completed_at"] or "",
        "status": lambda each: each["status"],
    },
    always_cursors=True,
    descending=True,
)


def _invocations(account: Account, webhook_id: str) -> list[dict[str, Any]]:
    since = account.clock.now() - account.limit("webhook_invocations_kept_seconds")
    deliveries = account.store["_webhook_deliveries"].where("subscription", webhook_id)
    found = [_invocation(account, each) for each in deliveries if each["created_at"] > since]
    for each in account.store[BROKEN].where("webhook_id", webhook_id):
        refused = {"status": "circuit broken", "status_code": None, "latest_completed_at": iso(each["at"])}
        found.append({"id": each["id"], **refused, "at": each["at"], "delivery": None})
    return found


def _invocation(account: Account, delivery: Record) -> dict[str, Any]:
    attempts = account.outbox.deliveries.attempts(delivery["id"])
    last = attempts[-1] if attempts else None
    return {
        "id": delivery["facts"]["invocation"],
        "status": INVOCATION_STATES.get(delivery["status"], delivery["status"]),
        "status_code": _status_code(last) if last is not None else None,
        "latest_completed_at": iso(last["at"]) if last is not None else None,
        "at": delivery["created_at"],
        "delivery": delivery["id"],
    }


def _status_code(attempt: Record) -> int | None:
    """Return what is recorded as the answer; a receiver that took too long counts as 504."""
    if attempt["status"] is None:
        return TIMEOUT_STATUS if attempt["failure"] == "timeout" else None
    return int(attempt["status"])


@operations.bind("ListWebhookInvocationAttempts")
def list_attempts(call: Call) -> Response:
    """List the attempts of a delivery, oldest first."""
    account, webhook, wanted = (
        account_of(call),
        require(account_of(call), call.parameters["webhook_id"]),
        call.parameters["invocation_id"],
    )
    invocation = next((each for each in _invocations(account, webhook["id"]) if each["id"] == wanted), None)
    if invocation is None:
        raise RecordNotFound("invocation", wanted)
    delivery = account.store["_webhook_deliveries"].get(invocation["delivery"] or "")
    if delivery is None:
        return json_response({"attempts": [_broken(invocation)]})
    attempts = account.outbox.deliveries.attempts(delivery["id"])
    return json_response({"attempts": [_attempt(delivery, each, wanted) for each in attempts]})


def _broken(invocation: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        "status": "circuit broken",
        "status_code": None,
        "completed_at": invocation["latest_completed_at"],
    }
    return {
        "id": f"{invocation['id']}-1",
        "invocation_id": invocation["id"],
        **told,
        "request": None,
        "response": None,
    }


def _attempt(delivery: Record, attempt: Record, invocation_id: str) -> dict[str, Any]:
    good = attempt["status"] is not None and 200 <= attempt["status"] < 300
    return {
        "id": f"{invocation_id}-{attempt['attempt']}",
        "invocation_id": invocation_id,
        "status": "success" if good else "failed",
        "status_code": _status_code(attempt),
        "completed_at": iso(attempt["at"]),
        "request": {"headers": [], "payload": delivery["body"].decode("utf-8", "replace")},
        "response": None,
    }
