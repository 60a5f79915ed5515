"""Triggers: rules that run on every change of a ticket; those that call webhooks do so here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from windtunnel.simulator import Call, NotBuilt, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, Actor, account_of
from ..bodies import ids_argument, integer, items, root, roots, text, truth
from ..conditions import Situation, check, holds
from ..paging import Listing, listed
from ..records import address, shown
from ..refusals import blank, invalid
from ..settings.readers import rules
from . import templates

operations = Operations()
WEBHOOK_ACTION = "notification_webhook"
WRITABLE = frozenset(
    {"title", "description", "active", "position", "category_id", "conditions", "all", "any", "actions"}
)
TRIGGERS = Listing(
    "triggers",
    sorts={"position": lambda trigger: trigger["position"]},
    sorts_by={
        "alphabetical": lambda trigger: trigger["title"].lower(),
        "position": lambda trigger: trigger["position"],
        "created_at": lambda trigger: trigger["created_at"],
        "updated_at": lambda trigger: trigger["updated_at"],
    },
)


def fire(account: Account, before: Record | None, after: Record, comment: Record | None, actor: Actor) -> None:
    """Let the active triggers whose conditions hold call their webhooks."""
    situation = Situation(after, actor, before, comment, creation=before is None)
    for trigger in account.store["triggers"]:
        if trigger["active"] and holds(trigger["conditions"], situation):
            for action in trigger["actions"]:
                _act(account, action, situation)


def _act(account: Account, action: Mapping[str, Any], situation: Situation) -> None:
    webhook_id, content = action["value"]
    webhook = account.store["webhooks"].get(str(webhook_id))
    if webhook is None or webhook["status"] != "active":
        return
    payload = _payload(account, webhook, content, situation)
    account.outbox.send(webhook, account.system.ids.uuid(), payload)


def _payload(account: Account, webhook: Record, content: Any, situation: Situation) -> Any:
    """Return what a trigger sends: JSON data where its body is JSON, else text."""
    about = (account, situation.after, situation.comment, situation.actor)
    if webhook["request_format"] == "form_encoded" or not isinstance(content, str):
        pairs = content if isinstance(content, list) else []
        return urlencode([(str(name), templates.fill(str(value), *about, as_json=False)) for name, value in pairs])
    as_json = webhook["request_format"] == "json"
    filled = templates.fill(content, *about, as_json=as_json)
    if not as_json:
        return filled
    try:
        return orjson.loads(filled)
    except ValueError:
        return filled


def _require(call: Call) -> Record:
    trigger = account_of(call).store["triggers"].get(call.parameters["trigger_id"])
    if trigger is None:
        raise RecordNotFound("trigger", call.parameters["trigger_id"])
    return trigger


@operations.bind("ListTriggers", "ListActiveTriggers", "SearchTriggers")
def list_triggers(call: Call) -> Response:
    """List triggers: all, active ones, or those whose title holds something."""
    found = list(account_of(call).store["triggers"])
    if call.operation_id == "ListActiveTriggers" or call.arguments.get("active") == "true":
        found = [trigger for trigger in found if trigger["active"]]
    wanted = call.arguments.get("query", "").lower()
    return listed(call, [trigger for trigger in found if wanted in trigger["title"].lower()], TRIGGERS)


@operations.bind("GetTrigger")
def show_trigger(call: Call) -> Response:
    """Show a trigger."""
    return _show(call, _require(call))


@operations.bind("CreateTrigger")
def create_trigger(call: Call) -> Response:
    """Create a trigger."""
    account = account_of(call)
    changes = _changes(root(call, "trigger", WRITABLE))
    if not changes.get("title"):
        raise blank("title", "Title")
    if not changes.get("actions"):
        raise blank("actions", "Actions")
    trigger_id, now = account.next_id(), account.now()
    record = {
        "url": address(f"triggers/{trigger_id}.json"),
        "id": trigger_id,
        "title": "",
        "raw_title": "",
        "description": None,
        "active": True,
        "default": False,
        "position": len(account.store["triggers"]),
        "category_id": None,
        "conditions": {"all": [], "any": []},
        "actions": [],
        "created_at": now,
        "updated_at": now,
    }
    return _show(call, account.store["triggers"].put(str(trigger_id), record | changes), 201)


@operations.bind("UpdateTrigger")
def update_trigger(call: Call) -> Response:
    """Change a trigger."""
    account, trigger = account_of(call), _require(call)
    changes = {**_changes(root(call, "trigger", WRITABLE)), "updated_at": account.now()}
    return _show(call, account.store["triggers"].update(str(trigger["id"]), changes))


@operations.bind("UpdateManyTriggers")
def update_many_triggers(call: Call) -> Response:
    """Switch triggers on or off, or move them."""
    account = account_of(call)
    changed = []
    for given in roots(call, "triggers"):
        trigger_id = str(integer(given.get("id"), "triggers.id"))
        if trigger_id not in account.store["triggers"]:
            raise RecordNotFound("trigger", trigger_id)
        changes: dict[str, Any] = {name: given[name] for name in ("active", "position") if name in given}
        changed.append(account.store["triggers"].update(trigger_id, {**changes, "updated_at": account.now()}))
    return listed(call, changed, TRIGGERS)


@operations.bind("DeleteTrigger")
def delete_trigger(call: Call) -> Response:
    """Delete a trigger."""
    account_of(call).store["triggers"].remove(str(_require(call)["id"]))
    return Response(204)


@operations.bind("DeleteManyTriggers")
def delete_many_triggers(call: Call) -> Response:
    """Delete triggers, those that exist."""
    for trigger_id in ids_argument(call):
        account_of(call).store["triggers"].remove(trigger_id)
    return Response(204)


def _changes(values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in ("title", "description", "category_id"):
        if name in values:
            changes[name] = text(values[name], f"trigger.{name}")
    if "title" in changes:
        if not changes["title"]:
            raise blank("title", "Title")
        changes["raw_title"] = changes["title"]
    if values.get("active") is not None:
        changes["active"] = truth(values["active"], "trigger.active")
    if values.get("position") is not None:
        changes["position"] = integer(values["position"], "trigger.position")
    given = values["conditions"] if isinstance(values.get("conditions"), Mapping) else values
    if "all" in given or "any" in given:
        changes["conditions"] = {name: rules(given.get(name), f"trigger.{name}") for name in ("all", "any")}
        check(changes["conditions"])
    if "actions" in values:
        changes["actions"] = [_action(each) for each in items(values["actions"], "trigger.actions")]
    return changes


def _action(given: Any) -> dict[str, Any]:
    field = given.get("field") if isinstance(given, Mapping) else None
    value = given.get("value") if isinstance(given, Mapping) else None
    if field != WEBHOOK_ACTION:
        raise NotBuilt(f"triggers with the action {field!r} are not simulated")
    if not isinstance(value, list) or len(value) != 2:
        raise blank("actions", "Actions")
    if isinstance(value[1], str):
        templates.check(value[1])
    elif isinstance(value[1], list) and not all(isinstance(each, list) and len(each) == 2 for each in value[1]):
        raise invalid("actions", "InvalidValue", "Actions: parameters are pairs of name and value")
    return {"field": field, "value": value}


def _show(call: Call, trigger: Record, status: int = 200) -> Response:
    content = shown(trigger, call.request.origin)
    return json_response({"trigger": content}, status, [("Location", content["url"])] if status == 201 else None)
