"""conversations.create, archive, unarchive, rename, setTopic and setPurpose."""

from __future__ import annotations

import re

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import FAMILIES, conversation_type, kind_of
from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused, ScopeMissing, missing
from .text import canonical
from .workspace import Workspace, workspace_of

NAME = re.compile(r"[\w-]+")
PUNCTUATION = re.compile(r"[-_]+")
MANAGING = {"channel": ("channels:manage", "channels:write"), "group": ("groups:write",)}
operations = Operations()


@operations.bind("conversations_create")
def create(call: Call) -> Response:
    """Make a channel; whoever makes it is in it."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    is_private = arguments.flag("is_private")
    _check_scope(call, "group" if is_private else "channel")
    name = _new_name(workspace, arguments)
    record = workspace.channels.add(name, call.caller.id, is_private=is_private)
    workspace.channels.admit(record["id"], call.caller.id)
    if not is_private:
        names = (
            "id",
            "name",
            "name_normalized",
            "created",
            "creator",
            "is_channel",
            "is_shared",
            "context_team_id",
        )
        workspace.events.publish("channel_created", record, channel={each: record[each] for each in names})
    return _shown(call, record)


@operations.bind("conversations_archive")
def archive(call: Call) -> Response:
    """Close a channel; its bots are removed."""
    workspace = workspace_of(call)
    record = _managed(call, arguments_of(call))
    if record["is_general"]:
        raise Refused("cant_archive_general")
    if record["is_archived"]:
        raise Refused("already_archived")
    after = workspace.channels.update(record["id"], {"is_archived": True})
    _tell(workspace, "archive", after, call.caller.id)
    for member in workspace.channels.members(record["id"]):
        user = workspace.people.get(member)
        if user is not None and user["is_bot"]:
            workspace.channels.dismiss(record["id"], member)
    return ok(call)


@operations.bind("conversations_unarchive")
def unarchive(call: Call) -> Response:
    """Open a channel again; a bot cannot, since archiving has removed it."""
    workspace = workspace_of(call)
    record = _managed(call, arguments_of(call))
    if not record["is_archived"]:
        raise Refused("not_archived")
    if kind_of(call.caller) == "bot" and not workspace.channels.has_member(record, call.caller.id):
        raise Refused("not_in_channel")
    after = workspace.channels.update(record["id"], {"is_archived": False})
    _tell(workspace, "unarchive", after, call.caller.id)
    return ok(call)


@operations.bind("conversations_rename")
def rename(call: Call) -> Response:
    """Give a channel another name; its creator and administrators may."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _changeable(call, arguments)
    user = workspace.people.get(call.caller.id)
    if record["creator"] != call.caller.id and not (user and user["is_admin"]):
        raise Refused("not_authorized")
    name = _new_name(workspace, arguments, record["name"])
    names = {
        "name": name,
        "name_normalized": name,
        "previous_names": [record["name"], *record["previous_names"]],
    }
    after = workspace.channels.update(record["id"], names)
    kind = "channel_rename" if conversation_type(record) == "channel" else "group_rename"
    told = {"id": record["id"], "name": name, "name_normalized": name, "created": record["created"]}
    workspace.events.publish(kind, after, channel=told)
    text = f'has renamed the channel from "{record["name"]}" to "{name}"'
    extra = {"old_name": record["name"], "name": name}
    workspace.messages.announce(after, call.caller.id, "channel_name", text, **extra)
    return _shown(call, after)


@operations.bind("conversations_setTopic")
def set_topic(call: Call) -> Response:
    """Set the topic."""
    return _set_text(call, "topic", "set the channel topic: ")


@operations.bind("conversations_setPurpose")
def set_purpose(call: Call) -> Response:
    """Set the description."""
    return _set_text(call, "purpose", "set the channel description: ")


def _set_text(call: Call, name: str, words: str) -> Response:
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _changeable(call, arguments, managers=(*MANAGING, "im", "mpim"))
    if name not in arguments.names:
        raise missing(name)
    value = canonical(arguments.text(name) or "")
    if len(value) > workspace.limit(f"{name}_characters"):
        raise Refused("too_long")
    said = {"value": value, "creator": call.caller.id, "last_set": workspace.now()}
    after = workspace.channels.update(record["id"], {name: said})
    workspace.messages.announce(after, call.caller.id, f"channel_{name}", words + value, **{name: value})
    return _shown(call, after)


def _managed(call: Call, arguments: Arguments) -> Record:
    workspace = workspace_of(call)
    record = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    kind = conversation_type(record)
    if kind not in MANAGING:
        raise Refused("method_not_supported_for_channel_type")
    _check_scope(call, kind)
    return record


def _changeable(call: Call, arguments: Arguments, managers: tuple[str, ...] = tuple(MANAGING)) -> Record:
    record = workspace_of(call).channels.open_to(call, arguments.required("channel", "channel_not_found"))
    if conversation_type(record) not in managers:
        raise Refused("method_not_supported_for_channel_type")
    return record


def _check_scope(call: Call, kind: str) -> None:
    needed = MANAGING.get(kind, (f"{FAMILIES[kind]}:write",))
    if not set(needed) & set(call.caller.scopes):
        raise ScopeMissing(needed, call.caller.scopes)


def _new_name(workspace: Workspace, arguments: Arguments, own: str | None = None) -> str:
    name = arguments.required("name", "invalid_name_required")
    if len(name) > workspace.limit("channel_name_characters"):
        raise Refused("invalid_name_maxlength")
    if PUNCTUATION.fullmatch(name):
        raise Refused("invalid_name_punctuation")
    if not NAME.fullmatch(name) or name != name.lower():
        raise Refused("invalid_name_specials")
    if name != own and workspace.channels.id_of_name(name) is not None:
        raise Refused("name_taken")
    return name


def _tell(workspace: Workspace, change: str, record: Record, user_id: str) -> None:
    kind = conversation_type(record)
    workspace.events.publish(f"{kind}_{change}", record, channel=record["id"], user=user_id)
    words = {"archive": "archived the channel", "unarchive": "un-archived the channel"}[change]
    workspace.messages.announce(record, user_id, f"channel_{change}", words)


def _shown(call: Call, record: Record) -> Response:
    return ok(call, channel=workspace_of(call).channels.shown(record, call.caller.id))
