"""Messages: posting, editing, deleting, and how they look in histories, threads and events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Record

from .authors import Author
from .content import Content
from .refusals import Refused
from .threads import Threads

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "messages"
EPHEMERAL = "ephemeral_messages"
TOMBSTONE = "tombstone"
BROADCAST = "thread_broadcast"


class Messages:
    """All messages. A record is the message as a channel's history shows it, and its ``channel``.

    What other records say of a message (reactions, pins, replies) is put in when it is shown, so that a reaction or a
    reply is one effect.

    Args:
        workspace: where they are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store[COLLECTION]
        self.threads = Threads(workspace)

    def find(self, channel_id: str, ts: str | None) -> Record | None:
        """Return the message at ``ts`` of a conversation."""
        return self._records.get(f"{channel_id}:{ts}")

    def require(self, channel_id: str, ts: str | None, code: str = "message_not_found") -> Record:
        """Return the message at ``ts`` of a conversation.

        Raises:
            Refused: with ``code``: there is none, or it was deleted.
        """
        record = self.find(channel_id, ts)
        if record is None or record.get("subtype") == TOMBSTONE:
            raise Refused(code)
        return record

    def exists(self, channel_id: str, ts: str) -> bool:
        """Tell whether there is a message at ``ts`` that was not deleted."""
        record = self.find(channel_id, ts)
        return record is not None and record.get("subtype") != TOMBSTONE

    def in_channel(self, channel_id: str) -> list[Record]:
        """Return all messages of a conversation, replies included, oldest first."""
        return self._records.where("channel", channel_id)

    def timeline(self, channel_id: str) -> list[Record]:
        """Return the messages that stand in a conversation itself, oldest first: no replies but those broadcast."""
        return [each for each in self.in_channel(channel_id) if is_in_channel(each)]

    def post(
        self,
        channel: Record,
        author: Author,
        content: Content,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        **extra: Any,
    ) -> Record:
        """Post a message and tell the app of it.

        Args:
            channel: where.
            author: fields that name its author.
            content: what it says.
            thread_ts: a message of the thread that it replies to.
            broadcast: whether a reply shows in the channel too.
            extra: further fields.
        """
        ts = self._workspace.timestamps.next()
        thread = self._thread_fields(channel["id"], thread_ts, broadcast)
        record = {"type": "message", **author, **content.fields(), **thread, **extra}
        record |= {"ts": ts, "channel": channel["id"]}
        self._records.put(f"{channel['id']}:{ts}", record)
        self._workspace.events.message(channel, record)
        return record

    def whisper(
        self, channel: Record, author: Author, content: Content, user_id: str, thread_ts: str | None = None
    ) -> Record:
        """Show a message to one user only; no history has it."""
        ts = self._workspace.timestamps.next()
        record = {"type": "message", **author, **content.fields(), "is_ephemeral": True, "ts": ts}
        record |= {"channel": channel["id"], "recipient": user_id}
        record |= {"thread_ts": thread_ts} if thread_ts else {}
        return self._workspace.store[EPHEMERAL].put(f"{channel['id']}:{ts}", record)

    def announce(self, channel: Record, user_id: str, subtype: str, text: str, **extra: Any) -> Record:
        """Post what Slack itself says about a change of a channel."""
        author = {"user": user_id, "subtype": subtype}
        return self.post(channel, author, Content(text), **extra)

    def edit(self, record: Record, changes: Mapping[str, Any], *, hidden: bool = True) -> Record:
        """Change a message; fields whose value is ``None`` are taken away. The app is told."""
        merged = {**record, **changes}
        after = {name: value for name, value in merged.items() if value is not None}
        self._records.put(f"{record['channel']}:{record['ts']}", after)
        if hidden:
            self._workspace.events.message_changed(record, after)
        return after

    def delete(self, record: Record) -> None:
        """Delete a message; one with replies leaves a tombstone until they are gone too."""
        key = f"{record['channel']}:{record['ts']}"
        if self.threads.replies(record["channel"], record["ts"]):
            self._records.put(key, _tombstone(record))
        else:
            self._records.remove(key)
            self._drop_tombstone(record)
        self._workspace.events.message_deleted(record)

    def shown(self, record: Record, *, viewer: str = "", all_metadata: bool = False) -> dict[str, Any]:
        """Return a message as histories show it.

        Args:
            record: the stored message.
            viewer: who looks; tells whether he follows the thread.
            all_metadata: whether the payload of its metadata is told.
        """
        shown = {name: value for name, value in record.items() if name != "channel"}
        if "metadata" in shown and not all_metadata:
            shown["metadata"] = {"event_type": shown["metadata"].get("event_type", "")}
        if "files" in shown:
            shown["files"] = self._workspace.files.in_message(record["files"])
        shown |= self.threads.fields(record, viewer)
        reactions = self.reactions(record)
        return {**shown, "reactions": reactions} if reactions else shown

    def reactions(self, record: Record) -> list[dict[str, Any]]:
        """Return the reactions to a message by name, in the order of their first use."""
        found: dict[str, list[str]] = {}
        if record.get("subtype") == TOMBSTONE:
            return []
        for each in self._workspace.store["reactions"].where("ts", record["ts"]):
            if each["channel"] == record["channel"]:
                found.setdefault(each["name"], []).append(each["user"])
        return [{"name": name, "users": users, "count": len(users)} for name, users in found.items()]

    def permalink(self, record: Record) -> str:
        """Return the address that opens a message."""
        link = f"{self._workspace.url}archives/{record['channel']}/p{record['ts'].replace('.', '')}"
        thread_ts = record.get("thread_ts")
        return f"{link}?thread_ts={thread_ts}&cid={record['channel']}" if thread_ts else link

    def _thread_fields(self, channel_id: str, thread_ts: str | None, broadcast: bool) -> dict[str, Any]:
        if thread_ts is None:
            return {}
        root_ts = self.threads.root_of(channel_id, thread_ts)
        parent = self.find(channel_id, root_ts)
        fields: dict[str, Any] = {"thread_ts": root_ts}
        if parent is not None and "user" in parent:
            fields["parent_user_id"] = parent["user"]
        return {**fields, "subtype": BROADCAST} if broadcast else fields

    def _drop_tombstone(self, reply: Record) -> None:
        parent = self.find(reply["channel"], reply.get("thread_ts"))
        is_tombstone = parent is not None and parent.get("subtype") == TOMBSTONE
        if parent is not None and is_tombstone and not self.threads.replies(parent["channel"], parent["ts"]):
            self._records.remove(f"{parent['channel']}:{parent['ts']}")


def is_in_channel(record: Record) -> bool:
    """Tell whether a message stands in its conversation itself and not only in a thread."""
    return "thread_ts" not in record or record.get("subtype") == BROADCAST


def _tombstone(record: Record) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": TOMBSTONE,
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": record["ts"],
        "channel": record["channel"],
    }
