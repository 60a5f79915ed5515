"""Webhooks as records: what may stand in them, and their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from windtunnel.simulator import Record, RecordNotFound

from ..account import Account
from ..refusals import ListedProblem
from .outbox import CREDENTIALS, SECRETS

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FORMATS = ("json", "xml", "form_encoded")
STATES = ("active", "inactive")
AUTHENTICATIONS = {"basic_auth": ("username",), "bearer_token": (), "api_key": ("name",)}
"""Kinds of authentication, and which part of each is shown again."""
CONDITIONAL = "conditional_ticket_events"


def refuse(field: str, detail: str) -> ListedProblem:
    """Return the refusal of a webhook with a wrong field."""
    return ListedProblem("InvalidWebhook", f"{field} is invalid", detail)


def add_webhook(account: Account, values: Mapping[str, Any], creator_id: int) -> Record:
    """Create a webhook with a secret and return it; ``values`` are checked already."""
    webhook_id, now = account.system.ids.ulid(account.clock.now()), account.now()
    record = {
        "id": webhook_id,
        "name": "",
        "description": "",
        "status": "active",
        "subscriptions": [CONDITIONAL],
        "created_at": now,
        "created_by": str(creator_id),
        "updated_at": now,
        "updated_by": str(creator_id),
        "endpoint": "",
        "http_method": "POST",
        "request_format": "json",
        "custom_headers": None,
        "external_source": None,
    } | kept_of(account, webhook_id, values)
    new_secret(account, webhook_id)
    return account.store["webhooks"].put(webhook_id, record)


def require(account: Account, webhook_id: str) -> Record:
    """Return a webhook.

    Raises:
        RecordNotFound: there is none with that id.
    """
    webhook = account.store["webhooks"].get(webhook_id)
    if webhook is None:
        raise RecordNotFound("webhook", webhook_id)
    return webhook


def secret_of(account: Account, webhook_id: str) -> str:
    """Return the signing secret of a webhook.

    Raises:
        RecordNotFound: there is no such webhook.
    """
    kept = account.store[SECRETS].get(webhook_id)
    if kept is None:
        raise RecordNotFound("webhook", webhook_id)
    return str(kept["secret"])


def new_secret(account: Account, webhook_id: str) -> str:
    """Give a webhook a new signing secret and return it."""
    secret = account.system.ids.base64(32)
    account.store[SECRETS].put(webhook_id, {"secret": secret})
    return secret


def kept_of(account: Account, webhook_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of checked values the record holds; secrets of the authentication are kept apart."""
    kept = dict(values)
    authentication = kept.get("authentication")
    if "authentication" in kept:
        account.store[CREDENTIALS].remove(webhook_id)
    if authentication is not None:
        account.store[CREDENTIALS].put(webhook_id, authentication)
        names = AUTHENTICATIONS[authentication["type"]]
        data = {name: value for name, value in authentication["data"].items() if name in names}
        kept["authentication"] = {"type": authentication["type"], "data": data, "add_position": "header"}
    return kept


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a webhook that records hold.

    Raises:
        ListedProblem: a value is not allowed.
    """
    values: dict[str, Any] = {}
    for name, allowed in (("http_method", METHODS), ("request_format", FORMATS), ("status", STATES)):
        if name in given:
            if given[name] not in allowed:
                raise refuse(name, f"{name} must be one of {', '.join(allowed)}")
            values[name] = given[name]
    if "name" in given:
        if not isinstance(given["name"], str) or not given["name"].strip():
            raise refuse("name", "name cannot be blank")
        values["name"] = given["name"]
    if "description" in given:
        values["description"] = str(given["description"] or "")
    for name, read in (
        ("endpoint", _endpoint),
        ("subscriptions", _subscriptions),
        ("authentication", _authentication),
        ("custom_headers", _custom_headers),
    ):
        if name in given:
            values[name] = read(given[name])
    return values


def _endpoint(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        raise refuse("endpoint", "endpoint must be an address that begins with http:// or https://")
    return str(value)


def _subscriptions(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    kinds = [each for each in given if isinstance(each, str)]
    known = all(each == CONDITIONAL or each.startswith("zen:event-type:") for each in kinds)
    if len(kinds) != len(given) or not known or (CONDITIONAL in kinds and len(kinds) > 1):
        raise refuse("subscriptions", "subscriptions are event types, or conditional_ticket_events alone")
    return kinds or [CONDITIONAL]


def _authentication(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or value.get("type") not in AUTHENTICATIONS:
        raise refuse("authentication", "authentication type must be basic_auth, bearer_token or api_key")
    data = value.get("data")
    return {
        "type": value["type"],
        "data": dict(data) if isinstance(data, Mapping) else {},
        "add_position": "header",
    }


def _custom_headers(value: Any) -> dict[str, str] | None:
    if value is not None and not isinstance(value, Mapping):
        raise refuse("custom_headers", "custom_headers is an object")
    return {str(name): str(content) for name, content in value.items()} if value else None
