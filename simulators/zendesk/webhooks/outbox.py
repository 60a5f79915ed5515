"""Sending: signatures, retries, the circuit breaker, and what became of each invocation."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Record
from windtunnel.simulator.webhooks import Deliveries, DeliveryOutcome
from windtunnel.simulator.webhooks.delivery import Delivery
from windtunnel.simulator.webhooks.signing import hmac_sha256_base64

from ..bodies import digits
from ..moments import iso

if TYPE_CHECKING:
    from ..account import Account

SECRETS, CREDENTIALS, BROKEN = "_webhook_secrets", "_webhook_credentials", "_webhook_broken"
PAUSES = "_webhook_pauses"
RESUME = "webhook.resume"
USER_AGENT = "Zendesk Webhook"
CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "form_encoded": "application/x-www-form-urlencoded; charset=utf-8",
}
RETRIED_MAX = 3
CONFLICT = 409
WAITING = (429, 503)


class Outbox:
    """Delivers to the webhooks of an account.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        system = account.system
        assert system.profile.webhooks is not None, "the profile tells nothing about webhooks"
        self._policy = system.profile.webhooks
        self.deliveries = Deliveries(system, self._policy, self._headers, self._retry, self._observe)
        system.agenda.handle(RESUME, self._resume)

    def send(self, webhook: Record, event_id: str, payload: Any, *, secret: str | None = None) -> str:
        """Send ``payload`` (JSON data, or text of another format) to a webhook and return the invocation's id.

        What drift does to payloads is done to it first. While the breaker is open nothing is sent.
        """
        account = self._account
        body = payload.encode() if isinstance(payload, str) else orjson.dumps(account.system.reshape(payload))
        invocation_id = account.system.ids.ulid(account.clock.now())
        sent = self.deliveries.post(
            webhook["id"],
            webhook["endpoint"],
            event_id,
            b"" if webhook["http_method"] == "GET" else body,
            method=webhook["http_method"],
            invocation=invocation_id,
            secret=secret,
        )
        if sent is None:
            record = {"id": invocation_id, "webhook_id": webhook["id"], "at": account.clock.now()}
            account.store[BROKEN].put(invocation_id, record)
        return invocation_id

    def _headers(self, delivery: Delivery, attempt: int) -> list[tuple[str, str]]:
        account = self._account
        webhook = account.store["webhooks"].get(delivery.subscription) or {}
        kept = account.store[SECRETS].get(delivery.subscription) or {"secret": ""}
        secret: str = delivery.facts["secret"] or kept["secret"]
        timestamp = iso(account.clock.now())
        signature = hmac_sha256_base64(secret.encode(), timestamp.encode() + delivery.body)
        return [
            ("User-Agent", USER_AGENT),
            ("Content-Type", CONTENT_TYPES[webhook.get("request_format", "json")]),
            (self._policy.signature_header, signature),
            (self._policy.timestamp_header or "", timestamp),
            ("X-Zendesk-Account-Id", str(account.id)),
            ("X-Zendesk-Webhook-Id", delivery.subscription),
            ("X-Zendesk-Webhook-Invocation-Id", delivery.facts["invocation"]),
            *self._credentials(delivery.subscription),
            *(webhook.get("custom_headers") or {}).items(),
        ]

    def _credentials(self, webhook_id: str) -> list[tuple[str, str]]:
        kept = self._account.store[CREDENTIALS].get(webhook_id)
        if kept is None:
            return []
        data: Mapping[str, Any] = kept["data"]
        match kept["type"]:
            case "basic_auth":
                pair = f"{data.get('username', '')}:{data.get('password', '')}"
                return [("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")]
            case "bearer_token":
                return [("Authorization", f"Bearer {data.get('token', '')}")]
        return [(str(data.get("name", "X-Api-Key")), str(data.get("value", "")))]

    def _retry(self, delivery: Delivery, attempt: int, outcome: DeliveryOutcome) -> float | None:
        """409 is sent again three times, 429 and 503 when they ask for less than a minute, nothing else ever."""
        delays = self._policy.retry_delays_seconds
        if attempt > min(RETRIED_MAX, len(delays)):
            return None
        if outcome.status == CONFLICT:
            return delays[attempt - 1]
        wanted = digits(outcome.header("retry-after") or "")
        if outcome.status in WAITING and wanted is not None:
            short = wanted < self._account.limit("webhook_retry_after_seconds_max")
            return float(wanted) if short else None
        return None

    def _observe(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        """Open the breaker where it is time, and close it again after a pause."""
        store, webhook_id = self._account.store, delivery.subscription
        receiver = store["_webhook_receivers"].get(webhook_id)
        if receiver is None:
            return
        failures = receiver["failures"]
        if failures > self._account.limit("webhook_breaker_errors_max") and not receiver["disabled"]:
            receiver = store["_webhook_receivers"].update(webhook_id, {"disabled": True})
        if receiver["disabled"] and webhook_id not in store[PAUSES]:
            until = self._account.clock.now() + self._account.limit("webhook_breaker_pause_seconds")
            store[PAUSES].put(webhook_id, {"until": until})
            self._account.system.agenda.plan(until, RESUME, {"webhook": webhook_id})

    def _resume(self, data: Mapping[str, Any]) -> None:
        self._account.store[PAUSES].remove(data["webhook"])
        self.deliveries.enable(data["webhook"])
