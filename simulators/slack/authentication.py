"""api.test, auth.test and auth.revoke.

apps.connections.open is not built: Socket Mode needs a WebSocket server, which the kit does not have.
"""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .access import kind_of
from .arguments import arguments_of
from .envelope import ok
from .refusals import Refused
from .workspace import workspace_of

operations = Operations()


@operations.bind("api_test")
def api_test(call: Call) -> Response:
    """Give the arguments back, or fail as asked."""
    arguments = arguments_of(call)
    shown = {name: value for name, value in arguments.values.items() if name != "token"}
    error = arguments.text("error")
    if error is not None:
        raise Refused(error, args=shown)
    return ok(call, **({"args": shown} if shown else {}))


@operations.bind("auth_test")
def auth_test(call: Call) -> Response:
    """Tell whose token this is."""
    workspace, kind = workspace_of(call), kind_of(call.caller)
    if kind == "app":
        return ok(call, app_name=workspace.option("app_name", "Windtunnel"), app_id=workspace.app_id, **_team(call))
    facts: dict[str, Any] = {**_team(call), "is_enterprise_install": False}
    if kind == "bot":
        facts["bot_id"] = workspace.credentials["bot_id"]
    left = workspace.installations.expires_in(call.caller.token or "")
    return ok(call, **facts, **({"expires_in": left} if left is not None else {}))


@operations.bind("auth_revoke")
def auth_revoke(call: Call) -> Response:
    """Revoke the calling token, unless it is only a test."""
    if arguments_of(call).flag("test"):
        return ok(call, revoked=False)
    workspace, caller = workspace_of(call), call.caller
    workspace.installations.revoke(caller.token or "")
    kind = "bot" if kind_of(caller) == "bot" else "oauth"
    tokens: dict[str, list[str]] = {"oauth": [], "bot": [], kind: [caller.id] if caller.id else []}
    workspace.events.publish("tokens_revoked", None, tokens=tokens)
    if not workspace.installations.is_installed():
        workspace.events.publish("app_uninstalled", None)
    return ok(call, revoked=True)


def _team(call: Call) -> dict[str, Any]:
    workspace = workspace_of(call)
    user_id = call.caller.id or workspace.bot_user_id
    return {
        "url": workspace.url,
        "team": workspace.credentials["team_name"],
        "user": workspace.people.name_of(user_id),
        "team_id": workspace.team_id,
        "user_id": user_id,
    }
