"""Members of the workspace: their records and how calls name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Record

from .refusals import Refused

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "users"
SLACKBOT = "USLACKBOT"
EMAIL_SCOPE = "users:read.email"
COLOURS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")
AVATAR_SIZES = (24, 32, 48, 72, 192, 512)


class People:
    """The members.

    Args:
        workspace: where they work.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store[COLLECTION]

    def __iter__(self) -> Any:
        return iter(self._records)

    def get(self, user_id: str) -> Record | None:
        """Return a member's record, whole."""
        return self._records.get(user_id)

    def require(self, user_id: str | None, code: str = "user_not_found") -> Record:
        """Return a member's record.

        Raises:
            Refused: with ``code``: there is no such member.
        """
        record = self._records.get(user_id or "")
        if record is None:
            raise Refused(code)
        return record

    def name_of(self, user_id: str) -> str:
        """Return a member's handle; the id itself when it is not known."""
        record = self._records.get(user_id)
        return str(record["name"]) if record is not None else user_id

    def id_of_name(self, name: str) -> str | None:
        """Return the id of the member with a handle."""
        found = self._records.where("name", name)
        return str(found[0]["id"]) if found else None

    def of_email(self, email: str) -> Record | None:
        """Return the member with an e-mail address, whatever its case, unless he was deleted."""
        wanted = email.strip().lower()
        for record in self._records:
            if str(record["profile"].get("email", "")).lower() == wanted and not record["deleted"]:
                return record
        return None

    def find(self, text: str) -> Record | None:
        """Return the member whom an id, a handle or an e-mail address names."""
        by_name = self._records.get(self.id_of_name(text.removeprefix("@")) or "")
        return self._records.get(text) or by_name or self.of_email(text)

    def humans(self) -> list[Record]:
        """Return the members who are no bots, in the order of joining."""
        return [each for each in self._records if not each["is_bot"] and each["id"] != SLACKBOT]

    def add(self, user_id: str, name: str, real_name: str, **changes: Any) -> Record:
        """Let somebody join; ``email`` becomes part of the profile, other changes are fields of the record."""
        profile = self._profile(real_name, name, changes.pop("email", None))
        record = {
            **self._plain(user_id, name, real_name),
            **changes,
            "profile": {**profile, **changes.get("profile", {})},
        }
        return self._records.put(user_id, record)

    def update(self, user_id: str, changes: Mapping[str, Any]) -> Record:
        """Change a member's record; the time of the change is noted."""
        now = int(self._workspace.clock.now())
        return self._records.update(user_id, {**changes, "updated": now})

    def shown(self, record: Record, call: Call, *, locale: bool = False) -> dict[str, Any]:
        """Return a record as the caller may see it: the address only with its scope."""
        profile = visible_profile(record["profile"], call)
        return {**record, "profile": profile, **({"locale": "en-US"} if locale else {})}

    def _plain(self, user_id: str, name: str, real_name: str) -> dict[str, Any]:
        count = len(self._records)
        flags = (
            "deleted",
            "is_admin",
            "is_owner",
            "is_primary_owner",
            "is_restricted",
            "is_ultra_restricted",
        )
        return {
            "id": user_id,
            "team_id": self._workspace.team_id,
            "name": name,
            "real_name": real_name,
            "color": COLOURS[count % len(COLOURS)],
            "tz": "Europe/London",
            "tz_label": "Greenwich Mean Time",
            "tz_offset": 0,
            **dict.fromkeys(flags, False),
            "is_bot": False,
            "is_app_user": False,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
            "updated": int(self._workspace.clock.now()),
        }

    def _profile(self, real_name: str, display_name: str, email: str | None) -> dict[str, Any]:
        first, _, last = real_name.partition(" ")
        avatar = self._workspace.avatar
        empty = ("title", "phone", "skype", "status_text", "status_emoji", "status_text_canonical")
        return {
            **dict.fromkeys(empty, ""),
            "real_name": real_name,
            "real_name_normalized": real_name,
            "display_name": display_name,
            "display_name_normalized": display_name,
            "first_name": first,
            "last_name": last,
            "status_expiration": 0,
            "avatar_hash": "g0123456789a",
            **{f"image_{size}": avatar(size) for size in AVATAR_SIZES},
            "team": self._workspace.team_id,
            **({"email": email} if email else {}),
        }


def visible_profile(profile: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Return a profile without the address, unless the caller's token may read it."""
    may = EMAIL_SCOPE in call.caller.scopes
    return {name: value for name, value in profile.items() if name != "email" or may}
