"""chat.*: editing, deleting and unfurling messages."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import kind_of
from .arguments import Arguments, arguments_of
from .content import Content
from .envelope import ok
from .messages import is_in_channel
from .notes import notes_of
from .refusals import Refused
from .streams import STREAMING
from .workspace import Workspace, workspace_of

SOURCES = ("composer", "conversations_history")
operations = Operations()


@operations.bind("chat_update")
def update(call: Call) -> Response:
    """Edit a message of the caller's own."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _own(call, arguments, "cant_update_message")
    if workspace.channels.require(record["channel"])["is_archived"]:
        raise Refused("is_inactive")
    if record.get("streaming_state") == STREAMING:
        raise Refused("streaming_state_conflict")
    if arguments.flag("reply_broadcast") and is_in_channel(record):
        raise Refused("cant_broadcast_message")
    content = _new_content(call, workspace, arguments)
    after = workspace.messages.edit(record, _changes(call, workspace, content, arguments))
    shown = workspace.messages.shown(after, all_metadata=True)
    return ok(call, channel=record["channel"], ts=record["ts"], text=after.get("text", ""), message=shown)


@operations.bind("chat_delete")
def delete(call: Call) -> Response:
    """Delete a message of the caller's own; an administrator may delete any."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _own(call, arguments, "cant_delete_message", administrators=True)
    workspace.messages.delete(record)
    return ok(call, channel=record["channel"], ts=record["ts"])


@operations.bind("chat_unfurl")
def unfurl(call: Call) -> Response:
    """Attach previews to links of a message."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    unfurls = arguments.mapping("unfurls", "invalid_unfurls_format")
    if unfurls is None and "user_auth_required" not in arguments:
        raise Refused("missing_unfurls")
    if "unfurl_id" in arguments:
        _check_source(arguments)
        return ok(call)
    channel = workspace.channels.visible(call, arguments.required("channel", "missing_channel"), "cannot_find_channel")
    ts = arguments.required("ts", "missing_ts")
    record = workspace.messages.require(channel["id"], ts, "cannot_find_message")
    _attach(workspace, record, unfurls or {})
    return ok(call)


def _own(call: Call, arguments: Arguments, code: str, *, administrators: bool = False) -> Record:
    workspace = workspace_of(call)
    channel = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    record = workspace.messages.require(channel["id"], arguments.required("ts", "message_not_found"))
    if not _is_author(call, record) and not (administrators and _is_administrator(call)):
        raise Refused(code)
    return record


def _is_author(call: Call, record: Record) -> bool:
    if kind_of(call.caller) == "bot":
        return bool(record.get("bot_id") == workspace_of(call).credentials["bot_id"])
    return bool(record.get("user") == call.caller.id and "bot_id" not in record)


def _is_administrator(call: Call) -> bool:
    user = workspace_of(call).people.get(call.caller.id)
    return bool(user and user["is_admin"])


def _new_content(call: Call, workspace: Workspace, arguments: Arguments) -> Content:
    if len(arguments.text("text") or "") > workspace.limit("update_text_characters"):
        raise Refused("msg_too_long")
    content = workspace.content.read(arguments, notes_of(call))
    if not content.given & {"text", "blocks", "attachments", "markdown_text"}:
        raise Refused("no_text")
    return content


def _changes(call: Call, workspace: Workspace, content: Content, arguments: Arguments) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if content.given & {"text", "markdown_text"}:
        edited = {"user": call.caller.id, "ts": workspace.timestamps.next()}
        changes |= {"text": content.text, "blocks": content.blocks or None, "edited": edited}
    if "blocks" in content.given:
        changes["blocks"] = content.blocks or None
    if "attachments" in content.given:
        changes["attachments"] = content.attachments or None
    if content.metadata is not None:
        changes["metadata"] = content.metadata or None
    if "file_ids" in arguments:
        changes["files"] = _files(workspace, arguments)
    return {**changes, **({"subtype": "thread_broadcast"} if arguments.flag("reply_broadcast") else {})}


def _files(workspace: Workspace, arguments: Arguments) -> list[dict[str, Any]] | None:
    records = [workspace.files.get(file_id) for file_id in arguments.words("file_ids")]
    if any(record is None for record in records):
        raise Refused("file_not_found")
    return [dict(record) for record in records if record is not None] or None


def _check_source(arguments: Arguments) -> None:
    source = arguments.required("source", "missing_source")
    if source not in SOURCES:
        raise Refused("invalid_source")


def _attach(workspace: Workspace, record: Record, unfurls: dict[str, Any]) -> None:
    kept = list(record.get("attachments", ()))
    for url, preview in unfurls.items():
        if url.replace("&", "&amp;") not in record.get("text", "") and url not in record.get("text", ""):
            raise Refused("cannot_unfurl_url")
        if not isinstance(preview, dict):
            raise Refused("cannot_parse_attachment")
        kept.append({**preview, "id": len(kept) + 1, "from_url": url, "app_unfurl_url": url, "is_app_unfurl": True})
    if unfurls:
        workspace.messages.edit(record, {"attachments": kept})
