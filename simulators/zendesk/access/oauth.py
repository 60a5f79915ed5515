"""The authorization page and the token endpoint."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from windtunnel.simulator import Call, NotAuthenticated, Operations, Refusal
from windtunnel.simulator.authentication import OAuthProblem, read_token_request
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from .authentication import identified

operations = Operations()
STATUSES = {"invalid_client": 401}


@operations.bind("CreateTokenForGrantType")
def create_token(call: Call) -> Response:
    """Exchange a code, client credentials or a refresh token for tokens."""
    account = account_of(call)
    try:
        return json_response(account.tokens.grant(read_token_request(call.request)))
    except OAuthProblem as problem:
        content = {"error": problem.error, "error_description": problem.description}
        raise Refusal(json_response(content, STATUSES.get(problem.error, 400))) from problem


@operations.bind("ShowAuthorizationPage")
def authorize(call: Call) -> Response:
    """Consent at once, as the administrator or as the user whose credentials were sent, and lead back with a code."""
    account, given = account_of(call), call.arguments
    _check_client(account, given)
    state = {"state": given["state"]} if "state" in given else {}
    if given.get("response_type") != "code":
        return _back(given, {"error": "unsupported_response_type", **state})
    code = account.tokens.kit.authorize(
        _user(call, account),
        given["client_id"],
        given["redirect_uri"],
        tuple(given.get("scope", "read").split()),
        code_seconds=account.tokens.flow("authorization_code").code_seconds or 0.0,
        challenge=given.get("code_challenge"),
        challenge_method=given.get("code_challenge_method", "plain"),
    )
    return _back(given, {"code": code, **state})


def _check_client(account: Account, given: dict[str, str]) -> None:
    known = account.credentials
    if given.get("client_id") != known["client_id"] or given.get("redirect_uri") != known["redirect_uri"]:
        content = {"error": "invalid_request", "error_description": "No such client, or not its redirect_uri"}
        raise Refusal(json_response(content, 400))


def _user(call: Call, account: Account) -> str:
    """Return the id of the user who consents."""
    try:
        return identified(call, account).id
    except NotAuthenticated:
        return str(account.administrator()["id"])


def _back(given: dict[str, str], result: dict[str, Any]) -> Response:
    separator = "&" if "?" in given["redirect_uri"] else "?"
    return Response(302, [("Location", f"{given['redirect_uri']}{separator}{urlencode(result)}")])
