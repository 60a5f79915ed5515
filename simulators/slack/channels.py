"""Conversations: channels, private channels and direct messages, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Record

from .access import check_scope_for, conversation_type, kind_of
from .refusals import Refused

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "channels"
MEMBERSHIPS = "memberships"
FLAGS = ("is_channel", "is_group", "is_im", "is_mpim")
SHARING = ("is_shared", "is_org_shared", "is_ext_shared", "is_pending_ext_shared")
NEVER = "0000000000.000000"
ID_PREFIXES = ("C", "G", "D")


class Channels:
    """The conversations of a workspace. Memberships are records of their own, ``{channel}:{user}``.

    Args:
        workspace: where they are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store[COLLECTION]
        self._memberships = workspace.store[MEMBERSHIPS]

    def __iter__(self) -> Any:
        return iter(self._records)

    def get(self, channel_id: str) -> Record | None:
        """Return a conversation's record."""
        return self._records.get(channel_id)

    def require(self, channel_id: str) -> Record:
        """Return the record of a conversation that exists."""
        record = self._records.get(channel_id)
        assert record is not None, f"no conversation {channel_id}"
        return record

    def id_of_name(self, name: str) -> str | None:
        """Return the id of the channel with a name."""
        found = self._records.where("name", name)
        return str(found[0]["id"]) if found else None

    def visible(self, call: Call, channel_id: str | None, code: str = "channel_not_found") -> Record:
        """Return a conversation that the caller can see, if his token has the scope for its kind.

        Raises:
            Refused: ``channel_not_found`` (or ``code``), ``missing_scope``.
        """
        record = self._records.get(channel_id or "")
        if record is None or not self.can_see(record, call.caller.id):
            raise Refused(code)
        check_scope_for(call, record)
        return record

    def can_see(self, record: Record, user_id: str) -> bool:
        """Tell whether a user can see a conversation: a public one, or one that he is in."""
        return conversation_type(record) == "channel" or self.has_member(record, user_id)

    def open_to(self, call: Call, channel_id: str | None) -> Record:
        """Return a conversation in which the caller may change something: he is in it, and it is not archived.

        Raises:
            Refused: ``channel_not_found``, ``is_archived``, ``not_in_channel``, ``missing_scope``.
        """
        record = self.visible(call, channel_id)
        if record["is_archived"]:
            raise Refused("is_archived")
        if not self.has_member(record, call.caller.id):
            raise Refused("not_in_channel")
        return record

    def readable(self, call: Call, channel_id: str | None) -> Record:
        """Return a conversation whose messages the caller may read; a bot must be in it.

        Raises:
            Refused: ``channel_not_found``, ``not_in_channel``, ``missing_scope``.
        """
        record = self.visible(call, channel_id)
        is_inside = record["is_archived"] or self.has_member(record, call.caller.id)
        if kind_of(call.caller) == "bot" and not is_inside:
            raise Refused("not_in_channel")
        return record

    # Members

    def has_member(self, record: Record, user_id: str) -> bool:
        """Tell whether a user is in a conversation."""
        return f"{record['id']}:{user_id}" in self._memberships

    def members(self, channel_id: str) -> list[str]:
        """Return the ids of the members in the order of joining."""
        return [each["user"] for each in self._memberships.where("channel", channel_id)]

    def membership(self, channel_id: str, user_id: str) -> Record | None:
        """Return what is known of a user in a conversation: ``last_read``, ``is_open``."""
        return self._memberships.get(f"{channel_id}:{user_id}")

    def of_member(self, user_id: str) -> list[Record]:
        """Return the conversations that a user is in, in the order of their creation."""
        inside = {each["channel"] for each in self._memberships.where("user", user_id)}
        return [record for record in self._records if record["id"] in inside]

    def admit(self, channel_id: str, user_id: str) -> None:
        """Let a user in, without a word."""
        self._memberships.put(
            f"{channel_id}:{user_id}",
            {"channel": channel_id, "user": user_id, "last_read": NEVER, "is_open": True},
        )

    def dismiss(self, channel_id: str, user_id: str) -> None:
        """Let a user out, without a word."""
        self._memberships.remove(f"{channel_id}:{user_id}")

    def note(self, channel_id: str, user_id: str, changes: Mapping[str, Any]) -> None:
        """Change what is known of a user in a conversation."""
        self._memberships.update(f"{channel_id}:{user_id}", changes)

    # Records

    def add(self, name: str, creator: str, *, is_private: bool = False, **changes: Any) -> Record:
        """Make a channel with no members."""
        record = self._plain(changes.pop("id", None) or self._workspace.new_id("C"), creator)
        record |= {"name": name, "name_normalized": name, "is_private": is_private}
        record |= {"is_channel": not is_private, "is_group": is_private, **changes}
        return self._records.put(record["id"], record)

    def add_direct(self, members: Iterable[str], creator: str) -> Record:
        """Open a direct message between users; more than two make it an ``mpim``."""
        users = list(members)
        is_group = len(users) > 2
        record = self._plain(self._workspace.new_id("G" if is_group else "D"), creator)
        record |= {"is_im": not is_group, "is_mpim": is_group, "is_private": True}
        if is_group:
            name = "mpdm-" + "--".join(self._workspace.people.name_of(user) for user in users) + "-1"
            record |= {"name": name, "name_normalized": name}
        self._records.put(record["id"], record)
        for user in users:
            self.admit(record["id"], user)
        return record

    def direct_between(self, users: Iterable[str]) -> Record | None:
        """Return the direct message of exactly these users, if there is one."""
        wanted = set(users)
        for record in self._records:
            direct = record["is_im"] or record["is_mpim"]
            if direct and set(self.members(record["id"])) == wanted:
                return record
        return None

    def update(self, channel_id: str, changes: Mapping[str, Any]) -> Record:
        """Change a conversation's record; the time of the change is noted."""
        now = int(self._workspace.clock.now() * 1000)
        return self._records.update(channel_id, {**changes, "updated": now})

    def shown(self, record: Record, viewer: str, *, count: bool = False) -> dict[str, Any]:
        """Return a conversation as ``viewer`` sees it."""
        membership = self.membership(record["id"], viewer)
        shown = {**record, "is_member": membership is not None}
        if record["is_im"]:
            shown = self._direct(record, viewer)
        if membership is not None:
            shown["last_read"] = membership["last_read"]
        if count:
            shown["num_members"] = len(self.members(record["id"]))
        return shown

    def _direct(self, record: Record, viewer: str) -> dict[str, Any]:
        membership = self.membership(record["id"], viewer)
        other = self._other(record, viewer)
        user = self._workspace.people.get(other)
        names = ("id", "created", "updated", "is_im", "is_archived", "is_org_shared", "context_team_id")
        return {
            **{name: record[name] for name in names},
            "user": other,
            "is_user_deleted": bool(user and user["deleted"]),
            "is_open": bool(membership and membership["is_open"]),
            "priority": 0,
        }

    def _other(self, record: Record, viewer: str) -> str:
        members = self.members(record["id"])
        return next((member for member in members if member != viewer), viewer)

    def _plain(self, channel_id: str, creator: str) -> dict[str, Any]:
        now = self._workspace.clock.now()
        return {
            "id": channel_id,
            "created": int(now),
            "updated": int(now * 1000),
            "creator": creator,
            "context_team_id": self._workspace.team_id,
            **dict.fromkeys((*FLAGS, *SHARING), False),
            "is_private": False,
            "is_archived": False,
            "is_general": False,
            "unlinked": 0,
            "pending_shared": [],
            "pending_connected_team_ids": [],
            "shared_team_ids": [self._workspace.team_id],
            "previous_names": [],
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
