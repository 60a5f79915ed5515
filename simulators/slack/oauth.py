"""Installing the app: the consent page, and oauth.v2.access for codes and refresh tokens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from windtunnel.simulator import Call, Operations
from windtunnel.simulator.authentication import basic_credentials
from windtunnel.simulator.authentication.tokens import IssuedToken
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused
from .workspace import Workspace, workspace_of

DEFAULT_REDIRECT = "http://localhost:3000/slack/oauth_redirect"
HOOK_SCOPE = "incoming-webhook"
operations = Operations()


@operations.bind("oauth_v2_authorize")
def authorize(call: Call) -> Response:
    """Send the user back with a code; the workspace's owner agrees at once."""
    workspace, query = workspace_of(call), call.arguments
    target = query.get("redirect_uri") or str(workspace.option("redirect_uri", DEFAULT_REDIRECT))
    scopes, user_scopes = query.get("scope", ""), query.get("user_scope", "")
    answer: dict[str, str] = {}
    if query.get("client_id") != workspace.credentials["client_id"]:
        answer["error"] = "invalid_client_id"
    elif not scopes and not user_scopes:
        answer["error"] = "invalid_scope_requested"
    else:
        answer["code"] = workspace.installations.consent(scopes, user_scopes, query.get("redirect_uri", ""))
    answer["state"] = query.get("state", "")
    location = f"{target}{'&' if '?' in target else '?'}{urlencode(answer)}"
    return Response(302, [("Location", location)])


@operations.bind("oauth_v2_access")
def access(call: Call) -> Response:
    """Exchange a code or a refresh token for tokens."""
    arguments = arguments_of(call)
    _check_client(call, arguments)
    grant = arguments.text("grant_type") or "authorization_code"
    if grant == "refresh_token":
        return _refresh(call, arguments)
    if grant != "authorization_code":
        raise Refused("invalid_grant_type")
    return _install(call, arguments)


def _check_client(call: Call, arguments: Arguments) -> None:
    credentials = workspace_of(call).credentials
    basic = basic_credentials(call.request) or (None, None)
    if (arguments.text("client_id") or basic[0]) != credentials["client_id"]:
        raise Refused("invalid_client_id")
    if (arguments.text("client_secret") or basic[1]) != credentials["client_secret"]:
        raise Refused("bad_client_secret")


def _install(call: Call, arguments: Arguments) -> Response:
    workspace = workspace_of(call)
    agreed = workspace.installations.redeem(arguments.text("code") or "", arguments.text("redirect_uri"))
    user: dict[str, Any] = {"id": workspace.credentials["user_id"]}
    answer: dict[str, Any] = {}
    if agreed["scopes"]:
        issued = workspace.installations.issue("bot", _split(agreed["scopes"]))
        answer |= _token(issued, "bot") | {"bot_user_id": workspace.bot_user_id}
    if agreed["user_scopes"]:
        user |= _token(workspace.installations.issue("user", _split(agreed["user_scopes"])), "user")
    if HOOK_SCOPE in _split(agreed["scopes"]):
        answer["incoming_webhook"] = _hook(call, workspace)
    return ok(call, **answer, **_installation(workspace), authed_user=user)


def _refresh(call: Call, arguments: Arguments) -> Response:
    workspace = workspace_of(call)
    token = arguments.required("refresh_token", "invalid_refresh_token")
    kind, issued = workspace.installations.refresh(token)
    bot = {"bot_user_id": workspace.bot_user_id} if kind == "bot" else {}
    return ok(call, **_token(issued, kind), **bot, **_installation(workspace))


def _token(issued: IssuedToken, kind: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"access_token": issued.access_token, "token_type": kind}
    answer["scope"] = ",".join(issued.scopes)
    if issued.expires_in is not None:
        answer |= {"expires_in": int(issued.expires_in), "refresh_token": issued.refresh_token}
    return answer


def _installation(workspace: Workspace) -> dict[str, Any]:
    team = {"id": workspace.team_id, "name": workspace.credentials["team_name"]}
    return {"app_id": workspace.app_id, "team": team, "enterprise": None, "is_enterprise_install": False}


def _hook(call: Call, workspace: Workspace) -> dict[str, Any]:
    channel = workspace.channels.require(workspace.credentials["incoming_webhook_channel_id"])
    return {
        "channel": f"#{channel['name']}",
        "channel_id": channel["id"],
        "configuration_url": f"{workspace.url}services/B07WINDTNL2",
        "url": call.link(workspace.credentials["incoming_webhook_path"]),
    }


def _split(scopes: str) -> tuple[str, ...]:
    return tuple(scope for scope in scopes.replace(" ", ",").split(",") if scope)
