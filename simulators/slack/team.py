"""team.info, bots.info, usergroups.*, emoji.list and dnd.info."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused
from .workspace import Workspace, workspace_of

ICON_SIZES = (34, 44, 68, 88, 102, 132)
operations = Operations()


@operations.bind("team_info")
def team_info(call: Call) -> Response:
    """Read the workspace."""
    workspace = workspace_of(call)
    if arguments_of(call).text("team") not in (None, workspace.team_id):
        raise Refused("team_not_found")
    return ok(call, team=_team(workspace))


@operations.bind("bots_info")
def bot_info(call: Call) -> Response:
    """Read a bot; without an id there is nothing to tell but that the call worked."""
    workspace, bot_id = workspace_of(call), arguments_of(call).text("bot")
    record = workspace.store["bots"].get(bot_id or workspace.credentials["bot_id"])
    if record is None:
        raise Refused("bot_not_found")
    return ok(call, bot=record)


@operations.bind("usergroups_list")
def list_usergroups(call: Call) -> Response:
    """List user groups; their members and their number on request."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    records = [each for each in workspace.store["usergroups"] if _is_listed(each, arguments)]
    return ok(call, usergroups=[_usergroup(each, arguments) for each in records])


@operations.bind("usergroups_users_list")
def list_usergroup_users(call: Call) -> Response:
    """List the members of a user group."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.store["usergroups"].get(arguments.required("usergroup", "no_such_subteam"))
    if record is None or not _is_listed(record, arguments):
        raise Refused("no_such_subteam")
    return ok(call, users=record["users"])


@operations.bind("emoji_list")
def list_emoji(call: Call) -> Response:
    """List the workspace's own emoji by name."""
    workspace = workspace_of(call)
    emoji = {each["name"]: each["url"] for each in workspace.store["emoji"]}
    return ok(call, emoji=emoji, cache_ts=f"{workspace.now()}.000000")


@operations.bind("dnd_info")
def dnd_info(call: Call) -> Response:
    """Tell when somebody does not want to be disturbed; nobody here minds."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    user = workspace.people.require(arguments.text("user") or call.caller.id)
    quiet = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    return ok(call, **quiet, **({"snooze_enabled": False} if user["id"] == call.caller.id else {}))


def _team(workspace: Workspace) -> dict[str, Any]:
    icons = {f"image_{size}": workspace.avatar(size) for size in ICON_SIZES}
    return {
        "id": workspace.team_id,
        "name": workspace.credentials["team_name"],
        "url": workspace.url,
        "domain": workspace.credentials["team_domain"],
        "email_domain": workspace.option("email_domain", "windtunnel.test"),
        "icon": {**icons, "image_default": True},
        "avatar_base_url": "https://ca.slack-edge.com/",
        "is_verified": False,
        "locale": "en-US",
    }


def _is_listed(record: Record, arguments: Arguments) -> bool:
    return not record["date_delete"] or arguments.flag("include_disabled")


def _usergroup(record: Record, arguments: Arguments) -> dict[str, Any]:
    shown = {name: value for name, value in record.items() if name != "users"}
    if arguments.flag("include_users"):
        shown["users"] = record["users"]
    if arguments.flag("include_count"):
        shown["user_count"] = len(record["users"])
    return shown
