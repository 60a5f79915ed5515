"""conversations.list, info, members, and users.conversations."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import FAMILIES, conversation_type
from .arguments import Arguments, arguments_of
from .cursors import page_of
from .envelope import ok
from .refusals import Refused, ScopeMissing
from .workspace import workspace_of

TYPES = {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}
operations = Operations()


@operations.bind("conversations_list")
def list_conversations(call: Call) -> Response:
    """List conversations in the order of their creation; private ones only if the caller is in them."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    kinds = _kinds(call, arguments)
    records = [each for each in workspace.channels if _is_listed(call, each, kinds)]
    page = page_of(call, arguments, "team", records, _id)
    shown = [workspace.channels.shown(each, call.caller.id, count=True) for each in page.items]
    return ok(call, channels=_kept(shown, arguments), response_metadata=page.metadata())


@operations.bind("users_conversations")
def users_conversations(call: Call) -> Response:
    """List the conversations that a user is in, as far as the caller can see them."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    user = workspace.people.require(arguments.text("user") or call.caller.id)
    kinds = _kinds(call, arguments)
    inside = workspace.channels.of_member(user["id"])
    records = [each for each in inside if _is_listed(call, each, kinds)]
    page = page_of(call, arguments, "team", records, _id)
    shown = [workspace.channels.shown(each, user["id"]) for each in page.items]
    channels = [{name: value for name, value in each.items() if name != "is_member"} for each in shown]
    return ok(call, channels=_kept(channels, arguments), response_metadata=page.metadata())


@operations.bind("conversations_info")
def conversations_info(call: Call) -> Response:
    """Read one conversation."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.visible(call, arguments.text("channel"))
    count = arguments.flag("include_num_members")
    shown = workspace.channels.shown(record, call.caller.id, count=count)
    if arguments.flag("include_locale"):
        shown["locale"] = "en-US"
    return ok(call, channel=shown)


@operations.bind("conversations_members")
def conversations_members(call: Call) -> Response:
    """List who is in a conversation, in the order of joining."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.visible(call, arguments.text("channel"))
    page = page_of(call, arguments, "user", workspace.channels.members(record["id"]), str)
    return ok(call, members=page.items, response_metadata=page.metadata())


def _kinds(call: Call, arguments: Arguments) -> list[str]:
    names = arguments.words("types") or ["public_channel"]
    if any(name not in TYPES for name in names):
        raise Refused("invalid_types")
    kinds = [TYPES[name] for name in names]
    needed = [f"{FAMILIES[kind]}:read" for kind in kinds]
    if any(scope not in call.caller.scopes for scope in needed):
        raise ScopeMissing(needed, call.caller.scopes)
    return kinds


def _is_listed(call: Call, record: Record, kinds: list[str]) -> bool:
    return conversation_type(record) in kinds and workspace_of(call).channels.can_see(record, call.caller.id)


def _kept(shown: list[dict[str, Any]], arguments: Arguments) -> list[dict[str, Any]]:
    """Drop archived channels from a page that they have taken their places on."""
    without = arguments.flag("exclude_archived")
    return [each for each in shown if not (without and each["is_archived"])]


def _id(record: Record) -> str:
    return str(record["id"])
