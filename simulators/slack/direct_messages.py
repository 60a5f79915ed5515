"""conversations.open and close: direct messages."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import conversation_type
from .arguments import Arguments, arguments_of
from .chat import direct_message
from .envelope import ok
from .refusals import Refused, ScopeMissing
from .workspace import workspace_of

DIRECT = ("im", "mpim")
operations = Operations()


@operations.bind("conversations_open")
def open_conversation(call: Call) -> Response:
    """Open the direct message with some users, or one by its id; opening it again changes nothing."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record, is_new = _wanted(call, arguments)
    membership = workspace.channels.membership(record["id"], call.caller.id)
    was_open = not is_new and bool(membership and membership["is_open"])
    if not (was_open or is_new) and membership is not None:
        workspace.channels.note(record["id"], call.caller.id, {"is_open": True})
    shown = workspace.channels.shown(record, call.caller.id)
    channel: dict[str, Any] = shown if arguments.flag("return_im") else {"id": record["id"]}
    return ok(call, channel=channel, **({"no_op": True, "already_open": True} if was_open else {}))


@operations.bind("conversations_close")
def close_conversation(call: Call) -> Response:
    """Close a direct message for the caller; closing it again changes nothing."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _direct(call, arguments.required("channel", "channel_not_found"))
    membership = workspace.channels.membership(record["id"], call.caller.id)
    if membership is None or not membership["is_open"]:
        return ok(call, no_op=True, already_closed=True)
    workspace.channels.note(record["id"], call.caller.id, {"is_open": False})
    return ok(call)


def _wanted(call: Call, arguments: Arguments) -> tuple[Record, bool]:
    if "channel" in arguments:
        return _direct(call, arguments.text("channel")), False
    users = list(dict.fromkeys([call.caller.id, *_users(call, arguments)]))
    if len(users) - 1 > workspace_of(call).limit("direct_message_users"):
        raise Refused("too_many_users")
    _check_scope(call, len(users) > 2)
    found = workspace_of(call).channels.direct_between(users)
    if found is not None:
        return found, False
    if arguments.flag("prevent_creation"):
        raise Refused("channel_not_found")
    return direct_message(workspace_of(call), users), True


def _users(call: Call, arguments: Arguments) -> list[str]:
    users = arguments.words("users")
    if not users:
        raise Refused("users_list_not_supplied")
    for user_id in users:
        user = workspace_of(call).people.require(user_id)
        if user["deleted"]:
            raise Refused("user_disabled")
    return users


def _direct(call: Call, channel_id: str | None) -> Record:
    record = workspace_of(call).channels.visible(call, channel_id)
    if conversation_type(record) not in DIRECT:
        raise Refused("method_not_supported_for_channel_type")
    return record


def _check_scope(call: Call, is_group: bool) -> None:
    needed = "mpim:write" if is_group else "im:write"
    if needed not in call.caller.scopes:
        raise ScopeMissing([needed], call.caller.scopes)
