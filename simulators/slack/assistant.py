"""assistant.threads.*: what an AI app shows in a thread besides its messages."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused, invalid_arguments, missing
from .timestamps import is_timestamp
from .workspace import Workspace, workspace_of

COLLECTION = "assistant_threads"
operations = Operations()


@operations.bind("assistant_threads_setStatus")
def set_status(call: Call) -> Response:
    """Show a status until the app's next message, an empty status, or two minutes."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel, thread_ts = _thread(call, arguments)
    if "status" not in arguments.names:
        raise missing("status")
    loading = arguments.items("loading_messages") or []
    if len(loading) > workspace.limit("loading_messages"):
        raise invalid_arguments("no more than 10 items allowed [json-pointer:/loading_messages]")
    until = workspace.clock.now() + workspace.limit("assistant_status_seconds")
    status = arguments.text("status") or ""
    _keep(workspace, channel, thread_ts, {"status": status, "loading_messages": loading, "until": until})
    return ok(call)


@operations.bind("assistant_threads_setTitle")
def set_title(call: Call) -> Response:
    """Name a thread."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel, thread_ts = _thread(call, arguments)
    _keep(workspace, channel, thread_ts, {"title": arguments.required("title")})
    return ok(call)


@operations.bind("assistant_threads_setSuggestedPrompts")
def set_suggested_prompts(call: Call) -> Response:
    """Offer prompts in a thread, or without one in the whole conversation."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel, thread_ts = _thread(call, arguments, required=False)
    prompts = arguments.items("prompts")
    if prompts is None:
        raise missing("prompts")
    for index, prompt in enumerate(prompts):
        if not isinstance(prompt, dict) or not prompt.get("title") or not prompt.get("message"):
            raise invalid_arguments(f"missing required field: message [json-pointer:/prompts/{index}]")
    _keep(workspace, channel, thread_ts, {"prompts": prompts, "prompts_title": arguments.text("title") or ""})
    return ok(call)


def status_of(workspace: Workspace, channel_id: str, thread_ts: str) -> str:
    """Return the status that a thread shows now; empty when it shows none."""
    record = workspace.store[COLLECTION].get(f"{channel_id}:{thread_ts}")
    if record is None or not record["status"] or record["until"] <= workspace.clock.now():
        return ""
    replies = workspace.messages.threads.replies(channel_id, thread_ts)
    bot = workspace.bot_user_id
    answered = any(reply.get("user") == bot and reply["ts"] > record["since"] for reply in replies)
    return "" if answered else str(record["status"])


def _thread(call: Call, arguments: Arguments, *, required: bool = True) -> tuple[Record, str]:
    workspace = workspace_of(call)
    channel = workspace.channels.visible(call, arguments.required("channel_id", "channel_not_found"))
    thread_ts = arguments.text("thread_ts")
    if thread_ts is None and not required:
        return channel, ""
    if thread_ts is None or not is_timestamp(thread_ts):
        raise Refused("invalid_thread_ts")
    if not workspace.messages.exists(channel["id"], thread_ts):
        raise Refused("message_not_found" if not required else "invalid_thread_ts")
    return channel, thread_ts


def _keep(workspace: Workspace, channel: Record, thread_ts: str, changes: dict[str, Any]) -> None:
    threads, key = workspace.store[COLLECTION], f"{channel['id']}:{thread_ts}"
    place = {"channel_id": channel["id"], "thread_ts": thread_ts}
    empty = {"status": "", "until": 0.0, "since": "", "loading_messages": [], "title": "", "prompts": []}
    stamp = {"since": workspace.timestamps.next()} if "status" in changes else {}
    threads.put(key, {**empty, **(threads.get(key) or {}), **place, **changes, **stamp})
