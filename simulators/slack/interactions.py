"""People using the app: slash commands, buttons, shortcuts and modals, and what may be answered later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Record
from windtunnel.simulator.webhooks import DeliveryOutcome
from windtunnel.simulator.webhooks.delivery import Delivery

from .outbox import COMMANDS, INTERACTIONS
from .refusals import Refused

if TYPE_CHECKING:
    from .workspace import Workspace

TRIGGERS = "_triggers"
RESPONSE_URLS = "_response_urls"


class Interactions:
    """Makes people's actions, and keeps the tickets that come with them.

    Args:
        workspace: where they act.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self, user: Record, channel: Record, command: str, text: str) -> str:
        """Let a user type a slash command and return its trigger."""
        workspace = self._workspace
        trigger = self.issue_trigger(user["id"])
        fields = {
            "token": workspace.credentials["verification_token"],
            "team_id": workspace.team_id,
            "team_domain": workspace.credentials["team_domain"],
            "channel_id": channel["id"],
            "channel_name": channel.get("name", "directmessage"),
            "user_id": user["id"],
            "user_name": user["name"],
            "command": command,
            "text": text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self.issue_response_url(trigger, channel["id"], user["id"]),
            "trigger_id": trigger,
        }
        workspace.outbox.post_form(COMMANDS, trigger, fields, channel=channel["id"], user=user["id"])
        return trigger

    def press(self, user: Record, message: Record, action: Mapping[str, Any]) -> str:
        """Let a user press a button of a message and return the trigger."""
        workspace, ts = self._workspace, message["ts"]
        channel = workspace.channels.require(message["channel"])
        trigger = self.issue_trigger(user["id"])
        url = self.issue_response_url(trigger, channel["id"], user["id"], ts)
        now = workspace.timestamps.next()
        container = {"type": "message", "message_ts": ts, "channel_id": channel["id"], "is_ephemeral": False}
        payload = {
            **self._common("block_actions", user),
            "trigger_id": trigger,
            "response_url": url,
            "container": container,
            "channel": {"id": channel["id"], "name": channel.get("name", "directmessage")},
            "message": workspace.messages.shown(message, all_metadata=True),
            "state": {"values": {}},
            "actions": [{"type": "button", "block_id": "", **action, "action_ts": now}],
        }
        self._post(payload, trigger)
        return trigger

    def shortcut(self, user: Record, callback_id: str) -> str:
        """Let a user choose a global shortcut and return the trigger."""
        trigger = self.issue_trigger(user["id"])
        stamp = self._workspace.timestamps.next()
        payload = {**self._common("shortcut", user), "callback_id": callback_id, "action_ts": stamp}
        self._post({**payload, "trigger_id": trigger}, trigger)
        return trigger

    def submit(self, user: Record, view: Record, values: Mapping[str, Any]) -> str:
        """Let a user submit a modal and return the trigger; the answer may change the stack of views."""
        trigger = self.issue_trigger(user["id"])
        shown = {**view, "state": {"values": values}}
        payload = {**self._common("view_submission", user), "trigger_id": trigger, "view": shown}
        self._post({**payload, "response_urls": []}, trigger, view=view["id"])
        return trigger

    # Tickets

    def issue_trigger(self, user_id: str) -> str:
        """Return a ticket for opening a view."""
        trigger = self._workspace.ids.fill("{digits:13}.{digits:12}.{hex:32}")
        until = self._workspace.clock.now() + self._workspace.limit("trigger_seconds")
        self._workspace.store[TRIGGERS].put(trigger, {"user": user_id, "until": until, "used": False})
        return trigger

    def use_trigger(self, trigger: str) -> Record:
        """Use a ticket up.

        Raises:
            Refused: ``invalid_trigger_id``, ``exchanged_trigger_id``, ``expired_trigger_id``.
        """
        record = self._workspace.store[TRIGGERS].get(trigger)
        if record is None:
            raise Refused("invalid_trigger_id")
        if record["used"]:
            raise Refused("exchanged_trigger_id")
        if record["until"] <= self._workspace.clock.now():
            raise Refused("expired_trigger_id")
        return self._workspace.store[TRIGGERS].update(trigger, {"used": True})

    def issue_response_url(self, trigger: str, channel_id: str, user_id: str, ts: str | None = None) -> str:
        """Return an address under which the app may answer later."""
        workspace, number = self._workspace, trigger.partition(".")[0]
        secret = workspace.ids.alnum(24)
        until = workspace.clock.now() + workspace.limit("response_url_seconds")
        record = {"channel": channel_id, "user": user_id, "ts": ts, "until": until, "uses": 0}
        workspace.store[RESPONSE_URLS].put(f"{number}/{secret}", record)
        return workspace.link(f"/actions/{workspace.team_id}/{number}/{secret}")

    # Answers to deliveries

    def answered(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        """Do what the app's immediate answer asks for; without one the user sees that it failed."""
        user = delivery.facts.get("user")
        if not outcome.delivered:
            reason = "operation_timeout" if outcome.failure == "timeout" else "dispatch_failed"
            self._workspace.store["_failed_interactions"].put(delivery.id, {"reason": reason, "user": user})
        elif delivery.subscription == COMMANDS:
            self._reply(delivery, outcome)
        elif "view" in delivery.facts:
            self._workspace.views.submitted(delivery.facts["view"], _object(outcome))

    def _reply(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        text = outcome.body.decode("utf-8", "replace").strip()
        said = _object(outcome) or ({"text": text} if text and not text.startswith(("{", "[")) else {})
        if not said:
            return
        try:
            self._workspace.responses.say(said, delivery.facts["channel"], delivery.facts["user"])
        except Refused as refused:
            failed = {"reason": refused.code, "user": delivery.facts["user"]}
            self._workspace.store["_failed_interactions"].put(delivery.id, failed)

    def _post(self, payload: Mapping[str, Any], trigger: str, **facts: Any) -> None:
        reshaped = self._workspace.system.reshape(payload)
        fields = {"payload": orjson.dumps(reshaped).decode()}
        self._workspace.outbox.post_form(INTERACTIONS, trigger, fields, **facts)

    def _common(self, kind: str, user: Record) -> dict[str, Any]:
        workspace = self._workspace
        person = {
            "id": user["id"],
            "username": user["name"],
            "name": user["name"],
            "team_id": workspace.team_id,
        }
        return {
            "type": kind,
            "user": person,
            "api_app_id": workspace.app_id,
            "token": workspace.credentials["verification_token"],
            "team": {"id": workspace.team_id, "domain": workspace.credentials["team_domain"]},
            "enterprise": None,
            "is_enterprise_install": False,
        }


def _object(outcome: DeliveryOutcome) -> dict[str, Any]:
    try:
        content = orjson.loads(outcome.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
