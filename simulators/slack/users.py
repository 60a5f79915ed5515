"""users.list, info, lookupByEmail, getPresence and setPresence."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .arguments import arguments_of
from .cursors import page_of
from .envelope import ok
from .refusals import Refused
from .workspace import workspace_of

PRESENCES = ("auto", "away")
PRESENCE = "presences"
operations = Operations()


@operations.bind("users_list")
def list_users(call: Call) -> Response:
    """List members, deleted ones and bots included."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    page = page_of(call, arguments, "user", list(workspace.people), lambda each: str(each["id"]))
    locale = arguments.flag("include_locale")
    members = [workspace.people.shown(each, call, locale=locale) for each in page.items]
    return ok(call, members=members, cache_ts=workspace.now(), response_metadata=page.metadata())


@operations.bind("users_info")
def user_info(call: Call) -> Response:
    """Read a member."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.people.require(arguments.text("user"))
    shown = workspace.people.shown(record, call, locale=arguments.flag("include_locale"))
    return ok(call, user=shown)


@operations.bind("users_lookupByEmail")
def look_up_by_email(call: Call) -> Response:
    """Find a member by address; deleted ones are not found."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.people.of_email(arguments.required("email", "users_not_found"))
    if record is None:
        raise Refused("users_not_found")
    return ok(call, user=workspace.people.shown(record, call))


@operations.bind("users_getPresence")
def get_presence(call: Call) -> Response:
    """Tell whether a member is there; of oneself more is told."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    user = workspace.people.require(arguments.text("user") or call.caller.id)
    set_by_hand = workspace.store[PRESENCE].get(user["id"])
    is_away = set_by_hand is not None and set_by_hand["presence"] == "away"
    presence = {"presence": "away" if is_away else "active"}
    return ok(call, **presence, **(_own(workspace.now(), is_away) if user["id"] == call.caller.id else {}))


@operations.bind("users_setPresence")
def set_presence(call: Call) -> Response:
    """Set the caller away, or let Slack decide."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    presence = arguments.text("presence")
    if presence not in PRESENCES:
        raise Refused("invalid_presence")
    workspace.store[PRESENCE].put(call.caller.id, {"user": call.caller.id, "presence": presence})
    return ok(call)


def _own(now: int, is_away: bool) -> dict[str, Any]:
    return {
        "online": not is_away,
        "auto_away": False,
        "manual_away": is_away,
        "connection_count": 0 if is_away else 1,
        "last_activity": now,
    }
