"""chat.scheduleMessage and its like: messages that are posted later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .chat import postable, thread_of
from .content import Content
from .cursors import page_of
from .envelope import ok
from .refusals import Refused
from .timestamps import MICROSECONDS, micros_of
from .workspace import workspace_of

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "scheduled_messages"
POSTS = "_scheduled_posts"
APPOINTMENT = "slack.scheduled"
CROWD_SECONDS = 300
UNTOUCHABLE_SECONDS = 60
operations = Operations()


def begin(workspace: Workspace) -> None:
    """Make sure that scheduled messages are posted."""
    workspace.agenda.handle(APPOINTMENT, lambda data: _post(workspace, data))


@operations.bind("chat_scheduleMessage")
def schedule_message(call: Call) -> Response:
    """Plan a message."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = postable(call, arguments)
    post_at = _post_at(workspace, channel, arguments)
    content = workspace.content.of_call(call, arguments)
    author = workspace.authors.of_call(call)
    thread = {"thread_ts": thread_of(arguments), "broadcast": arguments.flag("reply_broadcast")}
    scheduled_id = workspace.new_id("Q")
    shown = {
        "id": scheduled_id,
        "channel_id": channel["id"],
        "post_at": post_at,
        "date_created": workspace.now(),
    }
    workspace.store[POSTS].put(scheduled_id, {"author": author, "content": content.__dict__, **thread})
    workspace.store[COLLECTION].put(scheduled_id, {**shown, "text": content.text})
    workspace.agenda.plan(post_at, APPOINTMENT, {"id": scheduled_id})
    message = {"type": "message", **author, **content.fields()}
    return ok(call, channel=channel["id"], scheduled_message_id=scheduled_id, post_at=post_at, message=message)


@operations.bind("chat_deleteScheduledMessage")
def delete_scheduled_message(call: Call) -> Response:
    """Cancel a planned message, until a minute before it is due."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    record = workspace.store[COLLECTION].get(arguments.required("scheduled_message_id"))
    is_there = record is not None and record["channel_id"] == channel["id"]
    if record is None or not is_there or record["post_at"] - workspace.now() <= UNTOUCHABLE_SECONDS:
        raise Refused("invalid_scheduled_message_id")
    workspace.store[COLLECTION].remove(record["id"])
    workspace.store[POSTS].remove(record["id"])
    return ok(call)


@operations.bind("chat_scheduledMessages_list")
def list_scheduled_messages(call: Call) -> Response:
    """List what is planned, in the order of planning."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    records = list(workspace.store[COLLECTION])
    if "channel" in arguments:
        channel = workspace.channels.visible(call, arguments.text("channel"))
        records = [each for each in records if each["channel_id"] == channel["id"]]
    records = [each for each in records if _is_between(each["post_at"], arguments)]
    page = page_of(call, arguments, "scheduled", records, lambda each: str(each["id"]))
    return ok(call, scheduled_messages=page.items, response_metadata=page.metadata())


def _post_at(workspace: Workspace, channel: Record, arguments: Arguments) -> int:
    post_at = arguments.number("post_at", "invalid_time")
    if post_at is None:
        raise Refused("invalid_time")
    if post_at <= workspace.clock.now():
        raise Refused("time_in_past")
    if post_at - workspace.now() > workspace.limit("schedule_ahead_seconds"):
        raise Refused("time_too_far")
    planned = workspace.store[COLLECTION].where("channel_id", channel["id"])
    near = [each for each in planned if abs(each["post_at"] - post_at) < CROWD_SECONDS]
    if len(near) >= workspace.limit("scheduled_per_channel_and_5_minutes"):
        raise Refused("restricted_too_many")
    return post_at


def _is_between(post_at: int, arguments: Arguments) -> bool:
    latest, oldest = micros_of(arguments.text("latest") or ""), micros_of(arguments.text("oldest") or "")
    at = post_at * MICROSECONDS
    return (latest is None or at <= latest) and (oldest is None or at >= oldest)


def _post(workspace: Workspace, data: Mapping[str, Any]) -> None:
    record = workspace.store[COLLECTION].remove(data["id"])
    planned = workspace.store[POSTS].remove(data["id"])
    if record is None or planned is None:
        return
    channel = workspace.channels.require(record["channel_id"])
    if channel["is_archived"]:
        return
    content, thread = Content(**planned["content"]), planned["thread_ts"]
    broadcast = planned["broadcast"] and thread is not None
    workspace.messages.post(channel, planned["author"], content, thread_ts=thread, broadcast=broadcast)
