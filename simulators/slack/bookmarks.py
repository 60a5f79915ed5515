"""bookmarks.*: links at the top of a channel."""

from __future__ import annotations

import re
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused
from .workspace import workspace_of

COLLECTION = "bookmarks"
LINK = re.compile(r"https?://\S+")
EMOJI = re.compile(r":[a-z0-9_+'-]+:")
operations = Operations()


@operations.bind("bookmarks_add")
def add(call: Call) -> Response:
    """Add a link."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = _channel(call, arguments)
    title = arguments.required("title")
    if arguments.required("type") != "link":
        raise Refused("invalid_bookmark_type")
    link = _link(arguments.required("link", "invalid_link"))
    there = workspace.store[COLLECTION].where("channel_id", channel["id"])
    if len(there) >= workspace.limit("bookmarks_per_channel"):
        raise Refused("too_many_bookmarks")
    content = {"title": title, "link": link, "emoji": _emoji(arguments) or ""}
    record = _record(call, channel, content, len(there))
    return ok(call, bookmark=workspace.store[COLLECTION].put(record["id"], record))


@operations.bind("bookmarks_edit")
def edit(call: Call) -> Response:
    """Change title, link or emoji."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _bookmark(call, arguments)
    changes: dict[str, Any] = {"title": arguments.text("title"), "emoji": _emoji(arguments)}
    changes["link"] = _link(arguments.required("link")) if "link" in arguments else None
    kept = {name: value for name, value in changes.items() if value is not None}
    by = {"date_updated": workspace.now(), "last_updated_by_user_id": call.caller.id}
    return ok(call, bookmark=workspace.store[COLLECTION].update(record["id"], {**kept, **by}))


@operations.bind("bookmarks_list")
def list_bookmarks(call: Call) -> Response:
    """List the links of a channel."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = _channel(call, arguments)
    return ok(call, bookmarks=workspace.store[COLLECTION].where("channel_id", channel["id"]))


@operations.bind("bookmarks_remove")
def remove(call: Call) -> Response:
    """Take a link away."""
    record = _bookmark(call, arguments_of(call))
    workspace_of(call).store[COLLECTION].remove(record["id"])
    return ok(call)


def _channel(call: Call, arguments: Arguments) -> Record:
    return workspace_of(call).channels.visible(call, arguments.required("channel_id", "channel_not_found"))


def _bookmark(call: Call, arguments: Arguments) -> Record:
    channel = _channel(call, arguments)
    record = workspace_of(call).store[COLLECTION].get(arguments.required("bookmark_id"))
    if record is None or record["channel_id"] != channel["id"]:
        raise Refused("not_found")
    return record


def _link(text: str) -> str:
    if not LINK.fullmatch(text):
        raise Refused("invalid_link")
    return text


def _emoji(arguments: Arguments) -> str | None:
    emoji = arguments.text("emoji")
    if emoji is not None and not EMOJI.fullmatch(emoji):
        raise Refused("invalid_emoji")
    return emoji


def _record(call: Call, channel: Record, content: dict[str, Any], rank: int) -> dict[str, Any]:
    workspace = workspace_of(call)
    return {
        "id": workspace.new_id("Bk"),
        "channel_id": channel["id"],
        **content,
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": workspace.now(),
        "date_updated": 0,
        "rank": chr(ord("U") + rank % 6),
        "last_updated_by_user_id": call.caller.id,
        "last_updated_by_team_id": workspace.team_id,
        "shortcut_id": None,
        "app_id": workspace.app_id,
    }
