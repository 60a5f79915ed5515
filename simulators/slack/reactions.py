"""reactions.add, remove, get and list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .cursors import numbered_page_of
from .envelope import ok
from .refusals import Refused
from .timestamps import is_timestamp
from .workspace import workspace_of

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "reactions"
NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")
USERS_SHOWN_MAX = 50
operations = Operations()


@operations.bind("reactions_add")
def add(call: Call) -> Response:
    """React to a message."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    name = _name(arguments)
    message = _message(call, arguments)
    if workspace.channels.require(message["channel"])["is_archived"]:
        raise Refused("is_archived")
    react(workspace, message, call.caller.id, name)
    return ok(call)


@operations.bind("reactions_remove")
def remove(call: Call) -> Response:
    """Take a reaction of the caller's own back."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    name = _name(arguments)
    message = _message(call, arguments)
    if workspace.store[COLLECTION].remove(_key(message, name, call.caller.id)) is None:
        raise Refused("no_reaction")
    _tell(workspace, "reaction_removed", message, call.caller.id, name)
    return ok(call)


@operations.bind("reactions_get")
def get(call: Call) -> Response:
    """Read the reactions to a message."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    message = _message(call, arguments)
    shown = _cut(workspace.messages.shown(message), arguments)
    shown["permalink"] = workspace.messages.permalink(message)
    return ok(call, type="message", channel=message["channel"], message=shown)


@operations.bind("reactions_list")
def list_reactions(call: Call) -> Response:
    """List what a user has reacted to, the latest first."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    user = workspace.people.require(arguments.text("user") or call.caller.id)
    records = workspace.store[COLLECTION].where("user", user["id"])[::-1]
    messages = {f"{each['channel']}:{each['ts']}": each for each in records if _can_see(call, each)}
    page = numbered_page_of(call, arguments, list(messages.values()))
    items = [_item(workspace, each, arguments) for each in page.items]
    return ok(call, items=items, paging=page.paging())


def react(workspace: Workspace, message: Record, user_id: str, name: str) -> None:
    """Let a user react to a message and tell the app.

    Raises:
        Refused: ``already_reacted``, ``too_many_emoji``, ``too_many_reactions``.
    """
    key = _key(message, name, user_id)
    if key in workspace.store[COLLECTION]:
        raise Refused("already_reacted")
    there = workspace.messages.reactions(message)
    names = [each["name"] for each in there]
    if name not in names and len(names) >= workspace.limit("reactions_distinct_per_message"):
        raise Refused("too_many_emoji")
    own = sum(1 for each in there if user_id in each["users"])
    if own >= workspace.limit("reactions_per_user_and_message"):
        raise Refused("too_many_reactions")
    place = {"channel": message["channel"], "ts": message["ts"]}
    record = {"name": name, "user": user_id, "type": "message", **place, "item_user": message.get("user", "")}
    workspace.store[COLLECTION].put(key, record)
    _tell(workspace, "reaction_added", message, user_id, name)


def _message(call: Call, arguments: Arguments) -> Record:
    workspace, ts = workspace_of(call), arguments.text("timestamp")
    if "channel" not in arguments and ts is None:
        raise Refused("no_item_specified")
    channel = workspace.channels.visible(call, arguments.text("channel"))
    if ts is None:
        raise Refused("no_item_specified")
    if not is_timestamp(ts):
        raise Refused("bad_timestamp")
    return workspace.messages.require(channel["id"], ts)


def _name(arguments: Arguments) -> str:
    name = arguments.required("name", "invalid_name")
    if not NAME.fullmatch(name):
        raise Refused("invalid_name")
    return name


def _key(message: Record, name: str, user_id: str) -> str:
    return f"{message['channel']}:{message['ts']}:{name}:{user_id}"


def _tell(workspace: Workspace, kind: str, message: Record, user_id: str, name: str) -> None:
    channel = workspace.channels.require(message["channel"])
    item = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    author = {"item_user": message["user"]} if "user" in message else {}
    workspace.events.publish(kind, channel, user=user_id, reaction=name, item=item, **author)


def _can_see(call: Call, reaction: Record) -> bool:
    workspace = workspace_of(call)
    channel = workspace.channels.require(reaction["channel"])
    exists = workspace.messages.exists(reaction["channel"], reaction["ts"])
    return exists and workspace.channels.can_see(channel, call.caller.id)


def _item(workspace: Workspace, reaction: Record, arguments: Arguments) -> dict[str, Any]:
    message = workspace.messages.require(reaction["channel"], reaction["ts"])
    shown = _cut(workspace.messages.shown(message), arguments)
    shown["permalink"] = workspace.messages.permalink(message)
    return {"type": "message", "channel": reaction["channel"], "message": shown}


def _cut(shown: dict[str, Any], arguments: Arguments) -> dict[str, Any]:
    """Name only some of the users of each reaction, unless all are asked for; the count is whole."""
    if arguments.flag("full") or "reactions" not in shown:
        return shown
    cut = [{**each, "users": each["users"][:USERS_SHOWN_MAX]} for each in shown["reactions"]]
    return {**shown, "reactions": cut}
