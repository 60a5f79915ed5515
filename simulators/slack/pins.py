"""pins.add, remove and list."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused
from .timestamps import is_timestamp
from .workspace import Workspace, workspace_of

COLLECTION = "pins"
operations = Operations()


@operations.bind("pins_add")
def add(call: Call) -> Response:
    """Pin a message to its channel."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.open_to(call, arguments.required("channel", "channel_not_found"))
    message = _message(workspace, channel, arguments)
    pins = workspace.store[COLLECTION]
    if _key(message) in pins:
        raise Refused("already_pinned")
    if len(pins_of(workspace, channel["id"])) >= workspace.limit("pins_per_channel"):
        raise Refused("too_many_pins")
    facts = {"created": workspace.now(), "created_by": call.caller.id, "ts": message["ts"]}
    pin = pins.put(_key(message), {"type": "message", "channel": channel["id"], **facts})
    _tell(workspace, "pin_added", channel, pin, message, call.caller.id)
    return ok(call)


@operations.bind("pins_remove")
def remove(call: Call) -> Response:
    """Take a pin out."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.open_to(call, arguments.required("channel", "channel_not_found"))
    message = _message(workspace, channel, arguments)
    pin = workspace.store[COLLECTION].remove(_key(message))
    if pin is None:
        raise Refused("not_pinned")
    _tell(workspace, "pin_removed", channel, pin, message, call.caller.id)
    return ok(call)


@operations.bind("pins_list")
def list_pins(call: Call) -> Response:
    """List the pins of a channel, the latest first."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.visible(call, arguments.text("channel"))
    pins = pins_of(workspace, channel["id"])[::-1]
    messages = [workspace.messages.require(pin["channel"], pin["ts"]) for pin in pins]
    items = [_shown(workspace, pin, message) for pin, message in zip(pins, messages, strict=True)]
    return ok(call, items=items)


def pins_of(workspace: Workspace, channel_id: str) -> list[Record]:
    """Return the pins of a channel whose messages were not deleted, in the order of pinning."""
    pins = workspace.store[COLLECTION].where("channel", channel_id)
    return [pin for pin in pins if workspace.messages.exists(channel_id, pin["ts"])]


def _message(workspace: Workspace, channel: Record, arguments: Arguments) -> Record:
    ts = arguments.required("timestamp", "no_item_specified")
    if not is_timestamp(ts):
        raise Refused("bad_timestamp")
    return workspace.messages.require(channel["id"], ts)


def _key(message: Record) -> str:
    return f"{message['channel']}:{message['ts']}"


def _shown(workspace: Workspace, pin: Record, message: Record) -> dict[str, Any]:
    shown = workspace.messages.shown(message)
    shown |= {"permalink": workspace.messages.permalink(message), "pinned_to": [pin["channel"]]}
    return {**{name: value for name, value in pin.items() if name != "ts"}, "message": shown}


def _tell(workspace: Workspace, kind: str, channel: Record, pin: Record, message: Record, user_id: str) -> None:
    item = _shown(workspace, pin, message)
    workspace.events.publish(kind, channel, user=user_id, channel_id=channel["id"], item=item)
