"""chat.startStream, appendStream, stopStream: a message that grows while an AI is talking."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import conversation_type
from .arguments import Arguments, arguments_of
from .chat import postable, thread_of
from .content import Content
from .envelope import ok
from .notes import notes_of
from .refusals import Refused
from .text import canonical
from .workspace import Workspace, workspace_of

STREAMING, COMPLETED = "in_progress", "completed"
CHUNK_TYPES = ("markdown_text", "task_update", "plan_update", "blocks")
STREAMS = "_streams"
operations = Operations()


@operations.bind("chat_startStream")
def start_stream(call: Call) -> Response:
    """Begin a reply that grows."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = postable(call, arguments)
    arguments.required("thread_ts")
    _check_recipient(channel, arguments)
    text, chunks = _growth(workspace, arguments, required=False)
    author = workspace.authors.disguised(workspace.authors.of_call(call), arguments, call)
    content = Content(canonical(_written(text, chunks)), _blocks(workspace, text, chunks))
    author = {**author, "streaming_state": STREAMING}
    record = workspace.messages.post(channel, author, content, thread_ts=thread_of(arguments))
    _remember(workspace, record, text, chunks)
    return ok(call, channel=channel["id"], ts=record["ts"])


@operations.bind("chat_appendStream")
def append_stream(call: Call) -> Response:
    """Add to a message that grows."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _streaming(call, arguments)
    text, chunks = _grown(workspace, record, arguments, required=True)
    fields = {"text": canonical(_written(text, chunks)), "blocks": _blocks(workspace, text, chunks) or None}
    _remember(workspace, workspace.messages.edit(record, fields, hidden=False), text, chunks)
    return ok(call, channel=record["channel"], ts=record["ts"])


@operations.bind("chat_stopStream")
def stop_stream(call: Call) -> Response:
    """Finish a message that grows; blocks are put below its text."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _streaming(call, arguments)
    text, chunks = _grown(workspace, record, arguments, required=False)
    names = {name: value for name, value in arguments.values.items() if name in ("blocks", "metadata")}
    last = workspace.content.read(Arguments(names), notes_of(call))
    blocks = [*_blocks(workspace, text, chunks), *(last.blocks if "blocks" in last.given else ())]
    fields: dict[str, Any] = {"text": canonical(_written(text, chunks)), "blocks": blocks or None}
    fields["streaming_state"] = COMPLETED
    fields |= {"metadata": last.metadata} if last.metadata else {}
    after = workspace.messages.edit(record, fields)
    workspace.store[STREAMS].remove(_key(record))
    shown = workspace.messages.shown(after, all_metadata=True)
    return ok(call, channel=record["channel"], ts=record["ts"], message=shown)


def _streaming(call: Call, arguments: Arguments) -> Record:
    workspace = workspace_of(call)
    channel = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    record = workspace.messages.require(channel["id"], arguments.required("ts", "message_not_found"))
    if record.get("bot_id") != workspace.credentials["bot_id"]:
        raise Refused("message_not_owned_by_app")
    if record.get("streaming_state") != STREAMING:
        raise Refused("message_not_in_streaming_state")
    return record


def _check_recipient(channel: Record, arguments: Arguments) -> None:
    if conversation_type(channel) == "im":
        return
    arguments.required("recipient_user_id", "missing_recipient_user_id")
    arguments.required("recipient_team_id", "missing_recipient_team_id")


def _grown(
    workspace: Workspace, record: Record, arguments: Arguments, *, required: bool
) -> tuple[str, list[dict[str, Any]]]:
    """Return text and chunks of a stream with what a call adds."""
    text, chunks = _growth(workspace, arguments, required=required)
    known = workspace.store[STREAMS].get(_key(record)) or {"text": "", "chunks": []}
    if (chunks and known["text"]) or (text and known["chunks"]):
        raise Refused("streaming_mode_mismatch")
    return known["text"] + text, [*known["chunks"], *chunks]


def _growth(workspace: Workspace, arguments: Arguments, *, required: bool) -> tuple[str, list[dict[str, Any]]]:
    text, chunks = arguments.text("markdown_text") or "", arguments.items("chunks", "invalid_chunks") or []
    if text and chunks:
        raise Refused("cannot_provide_both_markdown_text_and_chunks")
    if required and not text and not chunks:
        raise Refused("markdown_text_or_chunks_required")
    if len(text) > workspace.limit("markdown_text_characters"):
        raise Refused("msg_too_long")
    if not all(isinstance(chunk, dict) and chunk.get("type") in CHUNK_TYPES for chunk in chunks):
        raise Refused("invalid_chunks")
    return text, chunks


def _written(text: str, chunks: list[dict[str, Any]]) -> str:
    return text or "".join(str(each.get("text", "")) for each in chunks if each["type"] == "markdown_text")


def _blocks(workspace: Workspace, text: str, chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    written = _written(text, chunks)
    blocks: list[dict[str, Any]] = [{"type": "markdown", "text": written}] if written else []
    tasks = {str(each.get("id", "")): each for each in chunks if each["type"] == "task_update"}
    blocks += [_task(each) for each in tasks.values()]
    for chunk in chunks:
        blocks += _given_blocks(workspace, chunk) if chunk["type"] == "blocks" else ()
    if len(blocks) > workspace.limit("blocks_per_message"):
        raise Refused("msg_blocks_too_many")
    return [{**block, "block_id": block.get("block_id") or workspace.ids.alnum(5)} for block in blocks]


def _given_blocks(workspace: Workspace, chunk: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = chunk.get("blocks")
    if not isinstance(blocks, list):
        raise Refused("invalid_chunks")
    return workspace.blocks.accept(blocks, workspace.limit("blocks_per_message"))


def _task(chunk: dict[str, Any]) -> dict[str, Any]:
    names = {"task_id": "id", "title": "title", "status": "status"}
    return {"type": "task_card", **{name: str(chunk.get(source, "")) for name, source in names.items()}}


def _remember(workspace: Workspace, record: Record, text: str, chunks: list[dict[str, Any]]) -> None:
    workspace.store[STREAMS].put(_key(record), {"text": text, "chunks": chunks})


def _key(record: Record) -> str:
    return f"{record['channel']}:{record['ts']}"
