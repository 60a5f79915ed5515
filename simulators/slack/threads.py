"""Threads: replies to a message, and what the parent tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Record

if TYPE_CHECKING:
    from .workspace import Workspace

REPLY_USERS_MAX = 5


class Threads:
    """The threads of a workspace, made of messages that carry ``thread_ts``.

    Args:
        workspace: where they are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store["messages"]

    def replies(self, channel_id: str, thread_ts: str) -> list[Record]:
        """Return the replies to a message, oldest first."""
        found = self._records.where("thread_ts", thread_ts)
        return [each for each in found if each["channel"] == channel_id]

    def root_of(self, channel_id: str, ts: str) -> str:
        """Return the timestamp of the thread that the message at ``ts`` belongs to."""
        record = self._records.get(f"{channel_id}:{ts}")
        return str(record.get("thread_ts", ts)) if record is not None else ts

    def fields(self, record: Record, viewer: str) -> dict[str, Any]:
        """Return what a parent tells of its replies, or a broadcast reply of its parent."""
        if "thread_ts" in record:
            is_broadcast = record.get("subtype") == "thread_broadcast"
            return {"root": self._root(record)} if is_broadcast else {}
        replies = self.replies(record["channel"], record["ts"])
        return self._summary(record, replies, viewer) if replies else {}

    def _summary(self, record: Record, replies: list[Record], viewer: str) -> dict[str, Any]:
        users = list(dict.fromkeys(each["user"] for each in replies if "user" in each))
        return {
            "thread_ts": record["ts"],
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1]["ts"],
            "reply_users": users[:REPLY_USERS_MAX],
            "is_locked": False,
            "subscribed": viewer in users or viewer == record.get("user"),
        }

    def _root(self, reply: Record) -> dict[str, Any]:
        parent = self._records.get(f"{reply['channel']}:{reply['thread_ts']}")
        if parent is None:
            return {"type": "message", "text": "", "ts": reply["thread_ts"], "thread_ts": reply["thread_ts"]}
        replies = self.replies(parent["channel"], parent["ts"])
        root = {
            "type": "message",
            "text": parent.get("text", ""),
            "ts": parent["ts"],
            "thread_ts": parent["ts"],
        }
        return {**root, "reply_count": len(replies), "latest_reply": replies[-1]["ts"]}
