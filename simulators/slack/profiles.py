"""users.profile.get and set."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .people import visible_profile
from .refusals import Refused
from .workspace import workspace_of

FIELDS_MAX = 50
STATUS_CHARACTERS_MAX = 100
TEXTS = [
    "title",
    "phone",
    "skype",
    "pronouns",
    "real_name",
    "display_name",
    "first_name",
    "last_name",
    "email",
    "status_text",
    "status_emoji",
]
DERIVED = {"real_name": "real_name_normalized", "display_name": "display_name_normalized"}
RESERVED = ("here", "channel", "everyone", "slackbot", "me")
operations = Operations()


@operations.bind("users_profile_get")
def get_profile(call: Call) -> Response:
    """Read the profile of a member."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.people.require(arguments.text("user") or call.caller.id)
    return ok(call, profile=_shown(record, call))


@operations.bind("users_profile_set")
def set_profile(call: Call) -> Response:
    """Change the caller's own profile, or as an administrator somebody else's."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = workspace.people.require(arguments.text("user") or call.caller.id)
    _check_right(call, record)
    changes = _changes(call, arguments)
    profile = {**record["profile"], **changes}
    names = {"real_name": profile["real_name"]} if "real_name" in changes else {}
    after = workspace.people.update(record["id"], {"profile": profile, **names})
    workspace.events.publish("user_change", None, user=dict(after), cache_ts=workspace.now())
    return ok(call, profile=_shown(after, call), username=after["name"])


def _shown(record: Record, call: Call) -> dict[str, Any]:
    profile = visible_profile(record["profile"], call)
    return {"fields": [], **{name: value for name, value in profile.items() if name != "team"}}


def _check_right(call: Call, record: Record) -> None:
    if record["id"] == call.caller.id:
        return
    caller = workspace_of(call).people.get(call.caller.id)
    if not (caller and caller["is_admin"]):
        raise Refused("not_admin")
    if record["is_admin"]:
        raise Refused("cannot_update_admin_user")


def _changes(call: Call, arguments: Arguments) -> dict[str, Any]:
    changes = arguments.mapping("profile", "invalid_profile")
    if changes is None and "name" in arguments:
        changes = {arguments.required("name"): arguments.text("value") or ""}
    if not changes or len(changes) > FIELDS_MAX:
        raise Refused("invalid_profile")
    _check_texts(changes)
    _check_email(call, changes)
    return {**changes, **{DERIVED[name]: changes[name] for name in DERIVED if name in changes}}


def _check_texts(changes: dict[str, Any]) -> None:
    texts = [value for name, value in changes.items() if name in TEXTS]
    if not all(isinstance(value, str) for value in texts):
        raise Refused("invalid_profile")
    if not isinstance(changes.get("status_expiration", 0), int) or not isinstance(changes.get("fields", {}), dict):
        raise Refused("invalid_profile")
    if any(name not in (*TEXTS, "status_expiration", "fields") for name in changes):
        raise Refused("invalid_profile")
    if len(changes.get("status_text", "")) > STATUS_CHARACTERS_MAX:
        raise Refused("profile_status_set_failed_too_long")
    if str(changes.get("display_name", "")).lower() in RESERVED:
        raise Refused("reserved_name")


def _check_email(call: Call, changes: dict[str, Any]) -> None:
    holder = workspace_of(call).people.of_email(changes["email"]) if changes.get("email") else None
    if holder is not None and holder["id"] != call.caller.id:
        raise Refused("email_taken")
