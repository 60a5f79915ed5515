"""Webhooks over the API: their records, secrets and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import account_of, actor_of
from ..bodies import body
from ..paging import Listing, listed
from ..records import without
from .outbox import CREDENTIALS, SECRETS
from .webhook_records import add_webhook, checked, kept_of, new_secret, refuse, require, secret_of

operations = Operations()
NEEDED = ("name", "endpoint", "http_method", "request_format", "status")
TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
TEST_ID = "01HWINDTVNNE1TESTSEND00000"


def _require(call: Call) -> Record:
    return require(account_of(call), call.parameters["webhook_id"])


def _read(call: Call, *, needed: bool) -> dict[str, Any]:
    given = body(call).get("webhook")
    if not isinstance(given, Mapping):
        raise refuse("webhook", "webhook is required")
    missing = [name for name in NEEDED if needed and given.get(name) in (None, "")]
    if missing:
        raise refuse(missing[0], f"{missing[0]} is required")
    return checked(given)


WEBHOOKS = Listing(
    "webhooks",
    lambda call, webhooks: [dict(webhook) for webhook in webhooks],
    sorts={"name": lambda webhook: webhook["name"], "status": lambda webhook: webhook["status"]},
    always_cursors=True,
)


@operations.bind("ListWebhooks")
def list_webhooks(call: Call) -> Response:
    """List webhooks, of a state or with a part of a name where that is asked for."""
    webhooks = list(account_of(call).store["webhooks"])
    part, status = call.arguments.get("filter[name_contains]", ""), call.arguments.get("filter[status]")
    found = [each for each in webhooks if part.lower() in each["name"].lower()]
    return listed(call, [each for each in found if status is None or each["status"] == status], WEBHOOKS)


@operations.bind("CreateOrCloneWebhook")
def create_webhook(call: Call) -> Response:
    """Create a webhook, or copy one."""
    account, source_id = account_of(call), call.arguments.get("clone_webhook_id")
    if source_id is None:
        webhook = add_webhook(account, _read(call, needed=True), actor_of(call).id)
        return json_response({"webhook": webhook}, 201)
    source = account.store["webhooks"].get(source_id)
    if source is None:
        raise refuse("clone_webhook_id", "no such webhook")
    kept = without(source, "id", "created_at", "created_by", "updated_at", "updated_by", "authentication")
    values = {**kept, "authentication": account.store[CREDENTIALS].get(source_id)}
    return json_response({"webhook": add_webhook(account, values, actor_of(call).id)}, 201)


@operations.bind("ShowWebhook")
def show_webhook(call: Call) -> Response:
    """Show a webhook."""
    return json_response({"webhook": _require(call)})


@operations.bind("UpdateWebhook")
def update_webhook(call: Call) -> Response:
    """Replace a webhook."""
    return _updated(call, needed=True)


@operations.bind("PatchWebhook")
def patch_webhook(call: Call) -> Response:
    """Change parts of a webhook."""
    return _updated(call, needed=False)


def _updated(call: Call, *, needed: bool) -> Response:
    account, webhook = account_of(call), _require(call)
    changes = kept_of(account, webhook["id"], _read(call, needed=needed))
    stamps = {"updated_at": account.now(), "updated_by": str(actor_of(call).id)}
    account.store["webhooks"].update(webhook["id"], {**changes, **stamps})
    return Response(204)


@operations.bind("DeleteWebhook")
def delete_webhook(call: Call) -> Response:
    """Delete a webhook."""
    account, webhook_id = account_of(call), _require(call)["id"]
    for collection in ("webhooks", SECRETS, CREDENTIALS):
        account.store[collection].remove(webhook_id)
    return Response(204)


@operations.bind("ShowWebhookSigningSecret")
def show_secret(call: Call) -> Response:
    """Show the signing secret."""
    return _secret_response(secret_of(account_of(call), _require(call)["id"]), 200)


@operations.bind("ResetWebhookSigningSecret")
def reset_secret(call: Call) -> Response:
    """Make a new signing secret."""
    return _secret_response(new_secret(account_of(call), _require(call)["id"]), 201)


def _secret_response(secret: str, status: int) -> Response:
    return json_response({"signing_secret": {"secret": secret, "algorithm": "SHA256"}}, status)


@operations.bind("TestWebhook")
def test_webhook(call: Call) -> Response:
    """Send a test with the constant secret; what the endpoint answers shows in the invocations alone."""
    account, content = account_of(call), body(call)
    saved = account.store["webhooks"].get(call.arguments.get("webhook_id", ""))
    if "webhook_id" in call.arguments and saved is None:
        raise RecordNotFound("webhook", call.arguments["webhook_id"])
    given = content.get("webhook")
    webhook: Record = {
        "id": TEST_ID,
        "http_method": "POST",
        **(saved or {}),
        **checked(given if isinstance(given, Mapping) else {}),
    }
    if "endpoint" not in webhook:
        raise refuse("endpoint", "endpoint is required")
    request = content.get("request")
    payload = request.get("payload") if isinstance(request, Mapping) else None
    sent = payload if payload is not None else {"message": "Test"}
    account.outbox.send(webhook, account.system.ids.uuid(), sent, secret=TEST_SECRET)
    return json_response({"response": {}})
