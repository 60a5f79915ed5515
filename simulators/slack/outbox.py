"""What Slack sends by itself: handshake, events, commands and interactions, signed, repeated and switched off."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import orjson

from windtunnel.simulator import Record
from windtunnel.simulator.quotas.sliding_window import SlidingWindow
from windtunnel.simulator.webhooks import Deliveries, DeliveryOutcome
from windtunnel.simulator.webhooks.delivery import Delivery
from windtunnel.simulator.webhooks.signing import hmac_sha256_hex

if TYPE_CHECKING:
    from .workspace import Workspace

SUBSCRIPTIONS = "_subscriptions"
HELD = "_held_events"
USAGE = "_event_usage"
HANDSHAKE, EVENTS, COMMANDS, INTERACTIONS = "handshake", "events", "commands", "interactions"
APPOINTMENT = "slack.handshake"
HANDSHAKE_AFTER_SECONDS = 0.01
"""An administrator enters the address once the receiver runs; in a world that is being set up, a moment later."""
HOUR_SECONDS, MINUTE_SECONDS = 3600.0, 60
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
REASONS: Mapping[str | None, str] = {
    "timeout": "http_timeout",
    "refused": "connection_failed",
    "reset": "connection_failed",
    "unreachable": "connection_failed",
    "tls": "ssl_error",
}


class Outbox:
    """Sends to the one address that the app's administrator entered.

    Args:
        workspace: what is told of.
    """

    def __init__(self, workspace: Workspace) -> None:
        policy = workspace.system.profile.webhooks
        assert policy is not None, "the profile has no webhooks"
        self._workspace = workspace
        self._delays = policy.retry_delays_seconds
        self._window = SlidingWindow(HOUR_SECONDS)
        self.deliveries = Deliveries(workspace.system, policy, self._headers, self._retry, self._done)
        workspace.agenda.handle(APPOINTMENT, self._shake_hands)

    def connect(self, url: str) -> None:
        """Enter ``url``; events are held back until it has answered the challenge."""
        store = self._workspace.store
        challenge = self._workspace.ids.alnum(52)
        store[SUBSCRIPTIONS].put(EVENTS, {"url": url, "status": "pending", "challenge": challenge})
        for held in store[HELD].ids():
            store[HELD].remove(held)
        self.deliveries.enable(EVENTS)
        when = self._workspace.clock.now() + HANDSHAKE_AFTER_SECONDS
        self._workspace.agenda.plan(when, APPOINTMENT, {"challenge": challenge})

    @property
    def subscription(self) -> Record | None:
        """The address with its ``status``: ``pending``, ``verified`` or ``failed``; ``None`` without one."""
        return self._workspace.store[SUBSCRIPTIONS].get(EVENTS)

    def is_subscribed(self, kind: str) -> bool:
        """Tell whether events of a kind are to be delivered, now or after the handshake."""
        record = self.subscription
        wanted = self._workspace.option("events", None)
        is_wanted = wanted is None or kind in wanted
        return record is not None and record["status"] != "failed" and is_wanted

    def post_event(self, event: Mapping[str, Any]) -> None:
        """Deliver an event in its wrapper; hold it back while the handshake is going on."""
        payload, record = self._wrapped(event), self.subscription
        if record is not None and record["status"] == "pending":
            number = str(self._workspace.store.count("slack_held_events"))
            self._workspace.store[HELD].put(number, {"payload": payload})
        elif record is not None and self._is_within_limit():
            self._post(payload, str(payload["event_id"]))

    def post_form(self, kind: str, event_id: str, fields: Mapping[str, str], **facts: Any) -> None:
        """Deliver a slash command or an interaction; they are never repeated."""
        record = self.subscription
        if record is not None and record["status"] == "verified":
            body = urlencode(fields).encode()
            self.deliveries.post(kind, record["url"], event_id, body, media=FORM_TYPE, **facts)

    # Sending

    def _post(self, payload: Mapping[str, Any], event_id: str, subscription: str = EVENTS) -> None:
        record = self.subscription
        assert record is not None
        body = orjson.dumps(self._workspace.system.reshape(payload))
        self.deliveries.post(subscription, record["url"], event_id, body, media=JSON_TYPE)

    def _shake_hands(self, data: Mapping[str, Any]) -> None:
        record = self.subscription
        if record is None or record["challenge"] != data["challenge"]:
            return
        token = self._workspace.credentials["verification_token"]
        payload = {"token": token, "challenge": data["challenge"], "type": "url_verification"}
        self._post(payload, str(data["challenge"]), HANDSHAKE)

    def _wrapped(self, event: Mapping[str, Any]) -> dict[str, Any]:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.bot_user_id,
        }
        return {
            "token": workspace.credentials["verification_token"],
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.new_id("Ev"),
            "event_time": workspace.now(),
            "authorizations": [{**authorization, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": self._context(event),
        }

    def _context(self, event: Mapping[str, Any]) -> str:
        workspace = self._workspace
        context = {"et": event["type"], "tid": workspace.team_id, "aid": workspace.app_id}
        return "4-" + base64.b64encode(orjson.dumps(context)).decode().rstrip("=")

    def _is_within_limit(self) -> bool:
        store, now = self._workspace.store, self._workspace.clock.now()
        known = store[USAGE].get(EVENTS) or {"usage": None, "told": -1}
        limit = self._workspace.limit("event_deliveries_per_hour")
        usage, level = self._window.charge(known["usage"], limit, 1.0, now)
        minute = int(now) // MINUTE_SECONDS * MINUTE_SECONDS
        tell = not level.allowed and minute != known["told"]
        store[USAGE].put(EVENTS, {"usage": usage, "told": minute if tell else known["told"]})
        if tell:
            self._tell_limit(minute)
        return level.allowed

    def _tell_limit(self, minute: int) -> None:
        workspace = self._workspace
        names = {"team_id": workspace.team_id, "api_app_id": workspace.app_id, "minute_rate_limited": minute}
        token = workspace.credentials["verification_token"]
        self._post({"token": token, "type": "app_rate_limited", **names}, f"app_rate_limited.{minute}")

    # Each attempt

    def _headers(self, delivery: Delivery, attempt: int) -> list[tuple[str, str]]:
        stamp = str(self._workspace.now())
        secret = self._workspace.credentials["signing_secret"].encode()
        signature = hmac_sha256_hex(secret, f"v0:{stamp}:".encode() + delivery.body)
        headers = [("Content-Type", delivery.facts["media"]), ("User-Agent", AGENT), ("Accept", "*/*")]
        headers += [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", f"v0={signature}")]
        if attempt > 1:
            headers += [
                ("X-Slack-Retry-Num", str(attempt - 1)),
                ("X-Slack-Retry-Reason", self._reason(delivery)),
            ]
        return headers

    def _reason(self, delivery: Delivery) -> str:
        last = self.deliveries.attempts(delivery.id)[-1]
        return "http_error" if last["status"] is not None else REASONS.get(last["failure"], "unknown_error")

    def _retry(self, delivery: Delivery, attempt: int, outcome: DeliveryOutcome) -> float | None:
        is_repeated = delivery.subscription in (EVENTS, HANDSHAKE) and attempt <= len(self._delays)
        if not is_repeated or outcome.header("x-slack-no-retry") == "1":
            return None
        return self._delays[attempt - 1]

    def _done(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        if delivery.subscription == HANDSHAKE:
            self._judge(delivery, outcome)
        elif delivery.subscription in (COMMANDS, INTERACTIONS):
            self._workspace.interactions.answered(delivery, outcome)

    def _judge(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        record, challenge = self.subscription, delivery.event_id
        if record is None or record["challenge"] != challenge or record["status"] != "pending":
            return
        attempt = len(self.deliveries.attempts(delivery.id))
        if outcome.delivered and answers(outcome, challenge):
            self._workspace.store[SUBSCRIPTIONS].update(EVENTS, {"status": "verified"})
            self._release(deliver=True)
        elif outcome.delivered or self._retry(delivery, attempt, outcome) is None:
            self._workspace.store[SUBSCRIPTIONS].update(EVENTS, {"status": "failed"})
            self._release(deliver=False)

    def _release(self, *, deliver: bool) -> None:
        held = self._workspace.store[HELD]
        for number in held.ids():
            record = held.remove(number)
            if deliver and record is not None and self._is_within_limit():
                self._post(record["payload"], record["payload"]["event_id"])


def answers(outcome: DeliveryOutcome, challenge: str) -> bool:
    """Tell whether an answer holds the challenge: as text, as form, or as JSON."""
    text = outcome.body.decode("utf-8", "replace").strip()
    if text == challenge or dict(parse_qsl(text)).get("challenge") == challenge:
        return True
    try:
        content = orjson.loads(outcome.body)
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("challenge") == challenge
