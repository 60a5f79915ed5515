"""Who a message is from: the fields that name its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Record

from .access import kind_of
from .arguments import Arguments
from .refusals import ScopeMissing

if TYPE_CHECKING:
    from .workspace import Workspace

WEBHOOK_BOT_ID = "B07WINDTNL2"
CUSTOMIZE = "chat:write.customize"
DISGUISES = ("username", "icon_emoji", "icon_url")

Author = Mapping[str, Any]


class Authors:
    """Makes authors.

    Args:
        workspace: where they write.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of_call(self, call: Call) -> Author:
        """Return the bot or the user whose token was sent."""
        return self.bot() if kind_of(call.caller) == "bot" else self.user(call.caller.id, through_app=True)

    def bot(self) -> Author:
        """Return the app's bot."""
        workspace = self._workspace
        return {
            "user": workspace.bot_user_id,
            "bot_id": workspace.credentials["bot_id"],
            "app_id": workspace.app_id,
            "team": workspace.team_id,
            "bot_profile": self._profile(self.bot_record(workspace.credentials["bot_id"])),
        }

    def user(self, user_id: str, *, through_app: bool = False) -> Author:
        """Return a member, writing himself or through the app."""
        author = {"user": user_id, "team": self._workspace.team_id}
        return {**author, "app_id": self._workspace.app_id} if through_app else author

    def webhook(self) -> Author:
        """Return the incoming webhook, which is no user."""
        return {"subtype": "bot_message", "bot_id": WEBHOOK_BOT_ID, "app_id": self._workspace.app_id}

    def slackbot(self) -> Author:
        """Return the vendor's own bot."""
        return {"user": "USLACKBOT", "team": self._workspace.team_id}

    def bot_record(self, bot_id: str) -> Record:
        """Return what ``bots.info`` says of a bot that exists."""
        record = self._workspace.store["bots"].get(bot_id)
        assert record is not None, f"no bot {bot_id}"
        return record

    def disguised(self, author: Author, arguments: Arguments, call: Call) -> Author:
        """Return ``author`` under the name and icon that a call asks for.

        Raises:
            ScopeMissing: it asks for one without ``chat:write.customize``.
        """
        if not any(name in arguments for name in DISGUISES):
            return author
        if CUSTOMIZE not in call.caller.scopes:
            raise ScopeMissing([CUSTOMIZE], call.caller.scopes)
        kept = {name: value for name, value in author.items() if name not in ("user", "team", "bot_profile")}
        name = arguments.text("username") or self._workspace.people.name_of(str(author.get("user", "")))
        return {**kept, "subtype": "bot_message", "username": name, **_icons(arguments)}

    def _profile(self, bot: Record) -> dict[str, Any]:
        named = {name: bot[name] for name in ("id", "deleted", "name", "updated", "app_id", "icons")}
        return {**named, "team_id": self._workspace.team_id}


def _icons(arguments: Arguments) -> dict[str, Any]:
    emoji, url = arguments.text("icon_emoji"), arguments.text("icon_url")
    if emoji is not None:
        return {"icons": {"emoji": emoji}}
    return {"icons": {"image_64": url}} if url is not None else {}
