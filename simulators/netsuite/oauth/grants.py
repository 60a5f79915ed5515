"""The grants of the token endpoint, one function each.

Source: profile.yaml, topic ``oauth``.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call
from windtunnel.simulator.authentication import Grant, OAuthProblem, TokenRequest

from ..account import Account
from ..errors import OAuthRefused
from .assertions import read_assertion, scopes_of
from .sessions import ALL_SCOPES, REFRESH_TOKENS, Sessions, token_answer

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"  # an address


@dataclass(frozen=True, slots=True)
class Granting:
    """A token request on its way."""

    call: Call
    account: Account
    sessions: Sessions
    request: TokenRequest


def check_client(account: Account, client_id: str | None, client_secret: str | None) -> str:
    """Return the client's id after checking it and the secret.

    Raises:
        OAuthRefused: they are wrong.
    """
    credentials = account.system.credentials
    if not _same(client_id or "", credentials["client_id"]) or not _same(
        client_secret or "", credentials["client_secret"]
    ):
        raise OAuthRefused("invalid_client", "The client id or secret is not valid.", 401)
    return credentials["client_id"]


def check_scopes(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return scopes that exist.

    Raises:
        OAuthRefused: there are none, or others.
    """
    if not scopes or any(scope not in ALL_SCOPES for scope in scopes):
        raise OAuthRefused("invalid_scope", f"Provide scopes out of {', '.join(ALL_SCOPES)}.")
    return scopes


def _client_credentials(granting: Granting) -> dict[str, Any]:
    fields, account = granting.request.fields, granting.account
    if fields.get("client_assertion_type") != ASSERTION_TYPE:
        raise OAuthRefused("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}.")
    hosts = (*account.system.profile.hosts, granting.call.request.headers.get("host", ""))
    audiences = {granting.call.link(TOKEN_PATH), *(f"https://{host}{TOKEN_PATH}" for host in hosts)}
    claims = read_assertion(account, _required(granting.request, "client_assertion"), audiences)
    scopes = check_scopes(scopes_of(claims))
    issued = granting.sessions.open("oauth2-client-credentials", account.system.credentials["client_id"], scopes)
    return token_answer(issued, with_refresh=False)


def _authorization_code(granting: Granting) -> dict[str, Any]:
    code, fields = _required(granting.request, "code"), granting.request.fields
    client_id = _client(granting)
    redirect_uri = _required(granting.request, "redirect_uri")
    try:
        granted = granting.sessions.tokens.redeem(code, client_id, redirect_uri, fields.get("code_verifier"))
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, problem.description) from problem
    issued = granting.sessions.open("oauth2-authorization-code", client_id, tuple(granted["scopes"]))
    return token_answer(issued, with_refresh=True)


def _refresh_token(granting: Granting) -> dict[str, Any]:
    token, client_id = _required(granting.request, "refresh_token"), _client(granting)
    if token not in granting.account.store[REFRESH_TOKENS]:
        raise OAuthRefused("invalid_grant", "The refresh token is not valid.")
    try:
        issued = granting.sessions.refresh(token, client_id)
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, problem.description) from problem
    return token_answer(issued, with_refresh=False)


def _client(granting: Granting) -> str:
    return check_client(granting.account, granting.request.client_id, granting.request.client_secret)


def _required(request: TokenRequest, name: str) -> str:
    value = request.fields.get(name)
    if not value:
        raise OAuthRefused("invalid_request", f"The parameter {name} is missing.")
    return value


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


GRANTS: Mapping[str, Callable[[Granting], dict[str, Any]]] = {
    Grant.CLIENT_CREDENTIALS: _client_credentials,
    Grant.AUTHORIZATION_CODE: _authorization_code,
    Grant.REFRESH_TOKEN: _refresh_token,
}
