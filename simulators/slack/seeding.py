"""The workspace on its first day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .authors import WEBHOOK_BOT_ID
from .people import SLACKBOT

if TYPE_CHECKING:
    from .workspace import Workspace

CHANNELS = [
    "random",
    "support",
    "accounts",
    "cards",
    "cash",
    "exchange",
    "general-support",
    "identity",
    "payments",
    "refunds",
    "review",
    "security",
    "topups",
    "top-ups",
    "transfers",
    "verification",
]
"""Besides ``general``: one for each team that a triage integration would announce in."""
PEOPLE: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("ada", "Ada Okafor", {"is_admin": True, "is_owner": True, "is_primary_owner": True}),
    ("bruno", "Bruno Marchetti", {}),
    ("chen", "Chen Wei", {}),
    ("dara", "Dara Nolan", {}),
    ("elif", "Elif Yılmaz", {"is_admin": True}),
    ("farid", "Farid Haddad", {"is_restricted": True}),
)
"""Handles, names and what is special; the first is the one who installed the app."""
DELETED = ("gwen", "Gwen Ashby")
EMOJI = ("windtunnel", "triaged", "party_parrot")
DIGITS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def seed(workspace: Workspace) -> None:
    """Put members, channels, user groups, emoji and tokens in."""
    _people(workspace)
    _bots(workspace)
    _channels(workspace)
    _usergroups(workspace)
    for name in EMOJI:
        url = f"https://emoji.slack-edge.com/{workspace.team_id}/{name}/0123456789abcdef.png"
        workspace.store["emoji"].put(name, {"name": name, "url": url})
    workspace.installations.seed()


def seeded_id(prefix: str, number: int) -> str:
    """Return a readable id, ``C07WINDTNL1`` for the first channel; ``number`` is from 1."""
    tens, ones = divmod(number - 1, len(DIGITS))
    return f"{prefix}07WINDTN{chr(ord('L') + tens)}{DIGITS[ones]}"


def _people(workspace: Workspace) -> None:
    domain = workspace.option("email_domain", "windtunnel.test")
    bot = {"is_bot": True, "is_email_confirmed": False}
    workspace.people.add(SLACKBOT, "slackbot", "Slackbot", **{**bot, "is_bot": False})
    for number, (name, real_name, changes) in enumerate(PEOPLE, 1):
        workspace.people.add(seeded_id("U", number), name, real_name, email=f"{name}@{domain}", **changes)
    name, real_name = DELETED
    user_id = seeded_id("U", len(PEOPLE) + 1)
    workspace.people.add(user_id, name, real_name, email=f"{name}@{domain}", deleted=True)
    ids = {"bot_id": workspace.credentials["bot_id"], "api_app_id": workspace.app_id}
    profile = {**ids, "always_active": True}
    handle, title = workspace.option("bot_name", "windtunnel"), workspace.option("app_name", "Windtunnel")
    workspace.people.add(workspace.bot_user_id, handle, title, **bot, profile=profile)


def _bots(workspace: Workspace) -> None:
    credentials, name = workspace.credentials, workspace.option("app_name", "Windtunnel")
    icons = {f"image_{size}": workspace.avatar(size) for size in (36, 48, 72)}
    common = {"deleted": False, "updated": workspace.now(), "app_id": workspace.app_id, "icons": icons}
    bot: dict[str, Any] = {
        "id": credentials["bot_id"],
        "name": name,
        "user_id": workspace.bot_user_id,
        **common,
    }
    workspace.store["bots"].put(bot["id"], bot)
    workspace.store["bots"].put(WEBHOOK_BOT_ID, {"id": WEBHOOK_BOT_ID, "name": "incoming-webhook", **common})


def _channels(workspace: Workspace) -> None:
    extra = [str(name).lstrip("#") for name in workspace.option("channels", CHANNELS)]
    names = list(dict.fromkeys(["general", "random", "support", *extra]))
    creator = workspace.credentials["user_id"]
    members = [
        *(user["id"] for user in workspace.people.humans() if not user["deleted"]),
        workspace.bot_user_id,
    ]
    for number, name in enumerate(names, 1):
        record = workspace.channels.add(name, creator, id=seeded_id("C", number), is_general=name == "general")
        for member in members:
            workspace.channels.admit(record["id"], member)


def _usergroups(workspace: Workspace) -> None:
    owner, now = workspace.credentials["user_id"], workspace.now()
    users = [user["id"] for user in workspace.people.humans()[:3]]
    record: dict[str, Any] = {
        "id": seeded_id("S", 1),
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "is_external": False,
        "name": "Support",
        "handle": "support-team",
        "description": "Answers customers",
        "date_create": now,
        "date_update": now,
        "date_delete": 0,
        "created_by": owner,
        "updated_by": owner,
        "deleted_by": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "prefs": {"channels": [], "groups": []},
        "users": users,
        "channel_count": 0,
    }
    workspace.store["usergroups"].put(record["id"], record)
