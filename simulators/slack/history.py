"""conversations.history, replies and mark."""

from __future__ import annotations

from collections.abc import Sequence

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import kind_of
from .arguments import Arguments, arguments_of
from .cursors import Page, page_of
from .envelope import ok
from .pins import pins_of
from .refusals import Refused
from .timestamps import is_timestamp, micros_of
from .workspace import workspace_of

operations = Operations()


@operations.bind("conversations_history")
def history(call: Call) -> Response:
    """Read the messages of a conversation, newest first."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.readable(call, arguments.text("channel"))
    newest_first = workspace.messages.timeline(channel["id"])[::-1]
    page = page_of(call, arguments, "next_ts", _within(newest_first, arguments), _ts)
    more = {
        "pin_count": len(pins_of(workspace, channel["id"])),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return _answer(call, arguments, page.items, page, **more)


@operations.bind("conversations_replies")
def replies(call: Call) -> Response:
    """Read a thread: its parent first, on every page, then the replies, oldest first."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.readable(call, arguments.text("channel"))
    root_ts = workspace.messages.threads.root_of(channel["id"], arguments.required("ts", "thread_not_found"))
    parent = workspace.messages.find(channel["id"], root_ts)
    inside = workspace.messages.threads.replies(channel["id"], root_ts)
    if parent is None and not inside:
        raise Refused("thread_not_found")
    page = page_of(call, arguments, "next_ts", _within(inside, arguments), _ts)
    shown = [*([parent] if parent is not None else ()), *page.items]
    return _answer(call, arguments, shown, page)


@operations.bind("conversations_mark")
def mark(call: Call) -> Response:
    """Move the read cursor of the caller."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.visible(call, arguments.required("channel", "channel_not_found"))
    ts = arguments.required("ts", "invalid_timestamp")
    if not is_timestamp(ts):
        raise Refused("invalid_timestamp")
    if not workspace.channels.has_member(channel, call.caller.id):
        raise Refused("not_in_channel")
    workspace.channels.note(channel["id"], call.caller.id, {"last_read": ts})
    return ok(call)


def _answer(
    call: Call, arguments: Arguments, records: Sequence[Record], page: Page[Record], **fields: object
) -> Response:
    messages = workspace_of(call).messages
    all_metadata = arguments.flag("include_all_metadata")
    viewer = call.caller.id if kind_of(call.caller) != "app" else ""
    shown = [messages.shown(each, viewer=viewer, all_metadata=all_metadata) for each in records]
    more = {"has_more": bool(page.next_cursor), **fields}
    metadata = {"response_metadata": page.metadata()} if page.next_cursor else {}
    return ok(call, messages=shown, **more, **metadata)


def _within(records: Sequence[Record], arguments: Arguments) -> list[Record]:
    """Return the messages between ``oldest`` and ``latest``.

    Raises:
        Refused: ``invalid_ts_latest``, ``invalid_ts_oldest``.
    """
    latest = _bound(arguments, "latest", "invalid_ts_latest")
    oldest = _bound(arguments, "oldest", "invalid_ts_oldest")
    slack = 1 if arguments.flag("inclusive") else 0
    kept = []
    for record in records:
        at = micros_of(record["ts"]) or 0
        if (latest is None or at < latest + slack) and (oldest is None or at > oldest - slack):
            kept.append(record)
    return kept


def _bound(arguments: Arguments, name: str, code: str) -> int | None:
    text = arguments.text(name)
    if text is None or text == "now":
        return None
    bound = micros_of(text)
    if bound is None:
        raise Refused(code)
    return bound


def _ts(record: Record) -> str:
    return str(record["ts"])
