"""Events: what the app hears of, by its subscriptions, scopes and memberships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Record

from .access import FAMILIES, conversation_type
from .text import mentioned_users

if TYPE_CHECKING:
    from .workspace import Workspace

SCOPES: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "assistant_thread_started": "assistant:write",
    "channel_archive": "{family}:read",
    "channel_created": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "{family}:read",
    "file_created": "files:read",
    "file_deleted": "files:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "im_created": "im:read",
    "member_joined_channel": "{family}:read",
    "member_left_channel": "{family}:read",
    "message": "{family}:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""By event: the scope that the app needs, with the family of the conversation filled in."""
PUBLIC = frozenset({"channel_created", "channel_rename", "channel_archive", "channel_unarchive"})
"""Heard of without being in the channel."""


class Events:
    """Tells the app what happens in its workspace.

    Args:
        workspace: where it happens.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, channel: Record, record: Record) -> None:
        """Tell of a new message, and of a mention of the app in it."""
        event = {**record, "event_ts": record["ts"], "channel_type": conversation_type(channel)}
        self.publish("message", channel, **event)
        workspace = self._workspace
        author = record.get("user")
        mentioned = workspace.bot_user_id in mentioned_users(record.get("text", ""))
        if mentioned and author not in (None, workspace.bot_user_id):
            names = ("user", "text", "team", "blocks", "client_msg_id", "channel", "ts", "thread_ts", "files")
            mention = {name: record[name] for name in names if name in record}
            self.publish("app_mention", channel, **mention, event_ts=record["ts"])

    def message_changed(self, before: Record, after: Record) -> None:
        """Tell of an edited message."""
        self._hidden("message_changed", after, message=_inside(after), previous_message=_inside(before))

    def message_deleted(self, before: Record) -> None:
        """Tell of a deleted message."""
        self._hidden("message_deleted", before, deleted_ts=before["ts"], previous_message=_inside(before))

    def publish(self, kind: str, channel: Record | None, /, **fields: Any) -> None:
        """Deliver an event if the app is to hear of it.

        Args:
            kind: type of the event.
            channel: the conversation that it happened in, if in one.
            fields: of the event; ``event_ts`` is now unless it is given.
        """
        if not self._workspace.outbox.is_subscribed(kind) or not self._may_hear(kind, channel):
            return
        event = {"type": kind, **fields}
        event.setdefault("event_ts", self._workspace.timestamps.next())
        self._workspace.outbox.post_event(event)

    def _hidden(self, subtype: str, record: Record, **fields: Any) -> None:
        channel = self._workspace.channels.require(record["channel"])
        if not self._workspace.outbox.is_subscribed("message"):
            return
        ts = self._workspace.timestamps.next()
        common = {"subtype": subtype, "hidden": True, "channel": channel["id"], "ts": ts, "event_ts": ts}
        self.publish("message", channel, **common, channel_type=conversation_type(channel), **fields)

    def _may_hear(self, kind: str, channel: Record | None) -> bool:
        workspace = self._workspace
        family = FAMILIES[conversation_type(channel)] if channel is not None else ""
        scope = SCOPES[kind].format(family=family)
        if scope and scope not in workspace.bot_scopes:
            return False
        is_public = kind in PUBLIC and family in ("", "channels")
        return channel is None or is_public or workspace.channels.has_member(channel, workspace.bot_user_id)


def _inside(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "channel"}
