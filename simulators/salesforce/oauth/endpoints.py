"""The OAuth endpoints: token, authorize, introspect, revoke."""

from __future__ import annotations

from typing import Any, Protocol, cast
from urllib.parse import quote, urlencode

from windtunnel.simulator import Call, Operations
from windtunnel.simulator.authentication import Grant, OAuthProblem, basic_credentials, read_token_request
from windtunnel.world.http import Response

from ..answers import answer, empty, no_store
from ..errors import NotSimulated, OAuthRefused
from ..org import Org, org_of
from .grants import GRANTS, WITH_NEW_REFRESH_TOKEN, Granting, check_client
from .sessions import ACCESS_TOKENS, REFRESH_TOKENS, WEB_SCOPES, Sessions, token_answer

operations = Operations()
UNBUILT_FORMATS = ("xml", "urlencoded")


class SessionSystem(Protocol):
    """A system that gives out sessions."""

    sessions: Sessions


def sessions_of(call: Call) -> Sessions:
    """Return where the sessions of the called system come from."""
    return cast(SessionSystem, call.system).sessions


@operations.bind("RequestToken")
def request_token(call: Call) -> Response:
    """Give out a session for one of the grants."""
    org = org_of(call)
    try:
        request = read_token_request(call.request)
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, problem.description) from problem
    _check_format(request.fields.get("format", "json"))
    grant = GRANTS.get(request.grant_type)
    if grant is None:
        raise OAuthRefused("unsupported_grant_type", "grant type not supported")
    issued = grant(Granting(call, org, sessions_of(call), request))
    fresh = request.grant_type in WITH_NEW_REFRESH_TOKEN or _rotates(org, request.grant_type)
    return answer(call, token_answer(call, org, issued, new_refresh_token=fresh), 200, no_store())


def _check_format(name: str) -> None:
    if name in UNBUILT_FORMATS:
        raise NotSimulated("a token answer that is not JSON")
    if name != "json":
        raise OAuthRefused("invalid_request", "format must be json, xml or urlencoded")


def _rotates(org: Org, grant_type: str) -> bool:
    flows = org.system.profile.authentication
    return grant_type == Grant.REFRESH_TOKEN and any(flow.rotates for flow in flows)


@operations.bind("Authorize")
def authorize(call: Call) -> Response:
    """Approve at once and send the browser back with a code, or with a token in the fragment."""
    org, arguments = org_of(call), call.arguments
    check_client(org, arguments.get("client_id"), None, secret=False)
    if arguments.get("redirect_uri") != org.system.credentials["redirect_uri"]:
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    makers = {"code": _with_code, "token": _with_token}
    make = makers.get(arguments.get("response_type", ""))
    if make is None:
        raise OAuthRefused("unsupported_response_type", "response type must be code or token")
    return Response(302, [("Location", make(call, org))])


def _with_code(call: Call, org: Org) -> str:
    arguments = call.arguments
    challenge = arguments.get("code_challenge")
    if challenge is not None and arguments.get("code_challenge_method", "S256") != "S256":
        raise OAuthRefused("invalid_request", "code_challenge_method must be S256")
    flow = next(flow for flow in org.system.profile.authentication if flow.kind == "oauth2-authorization-code")
    code = sessions_of(call).tokens.authorize(
        org.user_id,
        org.system.credentials["client_id"],
        arguments["redirect_uri"],
        _scopes(call),
        code_seconds=flow.code_seconds or 0.0,
        challenge=challenge,
        challenge_method="S256",
    )
    return f"{arguments['redirect_uri']}?{urlencode({'code': code} | _state(call))}"


def _with_token(call: Call, org: Org) -> str:
    client_id = org.system.credentials["client_id"]
    issued = sessions_of(call).open("oauth2-authorization-code", org.user_id, client_id, _scopes(call))
    content = token_answer(call, org, issued, new_refresh_token=False) | _state(call)
    return f"{call.arguments['redirect_uri']}#{urlencode(content, quote_via=quote)}"


def _scopes(call: Call) -> tuple[str, ...]:
    return tuple(call.arguments.get("scope", "").split()) or WEB_SCOPES


def _state(call: Call) -> dict[str, str]:
    return {"state": call.arguments["state"]} if "state" in call.arguments else {}


@operations.bind("IntrospectToken")
def introspect_token(call: Call) -> Response:
    """Tell whether a token is good for anything, to a client that proves who it is."""
    org, form = org_of(call), call.form
    basic = basic_credentials(call.request) or (None, None)
    try:
        check_client(org, form.get("client_id") or basic[0], form.get("client_secret") or basic[1], secret=True)
    except OAuthRefused as refused:
        refused.status = 401
        raise
    return answer(call, _introspection(org, form.get("token", "")))


def _introspection(org: Org, token: str) -> dict[str, Any]:
    access, refresh = org.store[ACCESS_TOKENS].get(token), org.store[REFRESH_TOKENS].get(token)
    record = access if access is not None else refresh
    if (
        record is None
        or record.get("revoked")
        or (record["expires_at"] is not None and record["expires_at"] <= org.now)
    ):
        return {"active": False}
    user = org.store["User"].get(record["user"])
    content: dict[str, Any] = {
        "active": True,
        "scope": " ".join(record["scopes"]),
        "client_id": record["app"],
        "username": user["Username"] if user is not None else "",
        "sub": f"https://{org.system.profile.hosts[0]}/id/{org.id}/{record['user']}",
        "token_type": "access_token" if access is not None else "refresh_token",
    }
    if record["expires_at"] is not None:
        content["exp"] = int(record["expires_at"])
    return content


@operations.bind("RevokeToken", "RevokeTokenByQuery")
def revoke_token(call: Call) -> Response:
    """End a token."""
    fields = call.arguments if call.operation_id == "RevokeTokenByQuery" else {**call.arguments, **call.form}
    token = fields.get("token", "")
    if not token or not sessions_of(call).revoke(token):
        raise OAuthRefused("unsupported_token_type", "this token type is not supported")
    return empty(200)
