"""conversations.join, leave, invite and kick."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import conversation_type
from .arguments import arguments_of
from .envelope import ok
from .notes import notes_of
from .refusals import Refused
from .workspace import Workspace, workspace_of

ROOMS = ("channel", "group")
operations = Operations()


@operations.bind("conversations_join")
def join(call: Call) -> Response:
    """Enter a public channel; entering again succeeds with a warning."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    if conversation_type(record) != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if record["is_archived"]:
        raise Refused("is_archived")
    if workspace.channels.has_member(record, call.caller.id):
        notes_of(call).warn("already_in_channel")
    else:
        enter(workspace, record, call.caller.id)
    return ok(call, channel=workspace.channels.shown(record, call.caller.id))


@operations.bind("conversations_leave")
def leave(call: Call) -> Response:
    """Leave a channel; having left already is no error."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    if conversation_type(record) not in ROOMS:
        raise Refused("method_not_supported_for_channel_type")
    if record["is_archived"]:
        raise Refused("is_archived")
    if not workspace.channels.has_member(record, call.caller.id):
        return ok(call, not_in_channel=True)
    if record["is_general"]:
        raise Refused("cant_leave_general")
    if len(workspace.channels.members(record["id"])) == 1:
        raise Refused("last_member")
    depart(workspace, record, call.caller.id)
    return ok(call)


@operations.bind("conversations_invite")
def invite(call: Call) -> Response:
    """Invite users: all of them or none, unless ``force`` is set."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.open_to(call, arguments.required("channel", "channel_not_found"))
    if conversation_type(record) not in ROOMS:
        raise Refused("method_not_supported_for_channel_type")
    users = list(dict.fromkeys(arguments.words("users")))
    if not users:
        raise Refused("no_user")
    if len(users) > workspace.limit("invite_users"):
        raise Refused("too_many_users")
    failures = {user: code for user in users if (code := _obstacle(call, record, user)) is not None}
    welcome = [user for user in users if user not in failures]
    if failures and not (arguments.flag("force") and welcome):
        raise _not_invited(failures, alone=len(users) == 1)
    for user in welcome:
        enter(workspace, record, user, inviter=call.caller.id)
    errors = {"errors": _errors(failures)} if failures else {}
    return ok(call, channel=workspace.channels.shown(record, call.caller.id), **errors)


@operations.bind("conversations_kick")
def kick(call: Call) -> Response:
    """Remove somebody."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.channels.open_to(call, arguments.required("channel", "channel_not_found"))
    if conversation_type(record) not in ROOMS:
        raise Refused("method_not_supported_for_channel_type")
    user = workspace.people.require(arguments.text("user"))
    if user["id"] == call.caller.id:
        raise Refused("cant_kick_self")
    if record["is_general"]:
        raise Refused("cant_kick_from_general")
    if not workspace.channels.has_member(record, user["id"]):
        raise Refused("not_in_channel")
    depart(workspace, record, user["id"])
    return ok(call)


def enter(workspace: Workspace, record: Record, user_id: str, inviter: str | None = None) -> None:
    """Let a user into a channel and say so."""
    workspace.channels.admit(record["id"], user_id)
    extra = {"inviter": inviter} if inviter is not None else {}
    _tell(workspace, "member_joined_channel", record, user_id, **extra)
    words, subtype = f"<@{user_id}> has joined the channel", f"{_noun(record)}_join"
    workspace.messages.announce(record, user_id, subtype, words, **extra)


def depart(workspace: Workspace, record: Record, user_id: str) -> None:
    """Let a user out of a channel and say so; the app hears when it is itself that leaves."""
    _tell(workspace, "member_left_channel", record, user_id)
    if user_id == workspace.bot_user_id:
        workspace.events.publish(f"{_noun(record)}_left", record, channel=record["id"])
    workspace.channels.dismiss(record["id"], user_id)
    words, subtype = f"<@{user_id}> has left the channel", f"{_noun(record)}_leave"
    workspace.messages.announce(record, user_id, subtype, words)


def _tell(workspace: Workspace, kind: str, record: Record, user_id: str, **extra: str) -> None:
    letter = "C" if conversation_type(record) == "channel" else "G"
    fields = {"channel": record["id"], "channel_type": letter, "team": workspace.team_id, **extra}
    workspace.events.publish(kind, record, user=user_id, **fields)


def _noun(record: Record) -> str:
    return conversation_type(record)


def _obstacle(call: Call, record: Record, user_id: str) -> str | None:
    workspace = workspace_of(call)
    user = workspace.people.get(user_id)
    if user is None or user["deleted"]:
        return "user_not_found"
    if user_id == call.caller.id:
        return "cant_invite_self"
    return "already_in_channel" if workspace.channels.has_member(record, user_id) else None


def _not_invited(failures: dict[str, str], *, alone: bool) -> Refused:
    first = next(iter(failures.values()))
    return Refused(first) if alone else Refused(first, errors=_errors(failures))


def _errors(failures: dict[str, str]) -> list[dict[str, object]]:
    return [{"ok": False, "error": code, "user": user} for user, code in failures.items()]
