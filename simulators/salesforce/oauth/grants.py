"""The grants of the token endpoint, one function each.

Sources: profile.yaml, topics ``oauth`` to ``oauth authorization code``.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from windtunnel.simulator import Call
from windtunnel.simulator.authentication import Grant, OAuthProblem, TokenRequest
from windtunnel.simulator.authentication.jwt_bearer import read_assertion
from windtunnel.simulator.authentication.tokens import IssuedToken

from ..errors import OAuthRefused
from ..org import Org
from .keys import public_pem
from .sessions import SCOPES, WEB_SCOPES, Sessions
from .users import logged_in, require_active, user_named

LOGIN_HOSTS = ("login.salesforce.com", "test.salesforce.com")
DEAD_CODE = "expired authorization code"


@dataclass(frozen=True, slots=True)
class Granting:
    """A token request on its way.

    Args:
        call: the request.
        org: the organisation.
        sessions: where sessions come from.
        request: what was asked for.
    """

    call: Call
    org: Org
    sessions: Sessions
    request: TokenRequest

    def app(self, *, secret: bool) -> str:
        """Return the app's consumer key after checking it, and its secret where one is needed or was sent.

        Raises:
            OAuthRefused: either is wrong.
        """
        check_client(self.org, self.request.client_id, self.request.client_secret, secret=secret)
        return self.org.system.credentials["client_id"]


def check_client(org: Org, client_id: str | None, client_secret: str | None, *, secret: bool) -> None:
    """Check an app's credentials.

    Raises:
        OAuthRefused: they are wrong.
    """
    credentials = org.system.credentials
    if not client_id:
        raise OAuthRefused("invalid_request", "must specify client_id")
    if not _same(client_id, credentials["client_id"]):
        raise OAuthRefused("invalid_client_id", "client identifier invalid")
    if (secret or client_secret is not None) and not _same(client_secret or "", credentials["client_secret"]):
        raise OAuthRefused("invalid_client", "invalid client credentials")


def _client_credentials(granting: Granting) -> IssuedToken:
    if granting.call.request.headers.get("host", "").partition(":")[0] in LOGIN_HOSTS:
        raise OAuthRefused("invalid_grant", "request not supported on this domain")
    app = granting.app(secret=True)
    if not granting.org.system.options.get("run_as_user", True):
        raise OAuthRefused("invalid_grant", "no client credentials user enabled")
    return granting.sessions.open("oauth2-client-credentials", granting.org.user_id, app)


def _password(granting: Granting) -> IssuedToken:
    app = granting.app(secret=True)
    username, password = _required(granting.request, "username"), _required(granting.request, "password")
    user = logged_in(granting.org, username, password)
    return granting.sessions.open("oauth2-password", str(user["Id"]), app)


def _refresh_token(granting: Granting) -> IssuedToken:
    token = _required(granting.request, "refresh_token")
    app = granting.app(secret=False)
    try:
        return granting.sessions.refresh(token, app)
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, "expired access/refresh token") from problem


def _authorization_code(granting: Granting) -> IssuedToken:
    code, fields = _required(granting.request, "code"), granting.request.fields
    verifier = fields.get("code_verifier")
    app = granting.app(secret=verifier is None)
    kept = granting.org.store["_authorization_codes"].get(code)
    if kept is not None and fields.get("redirect_uri") != kept["redirect_uri"]:
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    try:
        granted = granting.sessions.tokens.redeem(code, app, fields.get("redirect_uri"), verifier)
    except OAuthProblem as problem:
        expired = kept is not None and kept["expires_at"] <= granting.org.now
        raise OAuthRefused(problem.error, DEAD_CODE if expired else _reason(problem)) from problem
    scopes = tuple(granted["scopes"]) or WEB_SCOPES
    web = "refresh_token" in scopes
    return granting.sessions.open("oauth2-authorization-code", str(granted["user"]), app, scopes, web=web)


def _jwt_bearer(granting: Granting) -> IssuedToken:
    org = granting.org
    hosts = (*org.system.profile.hosts, granting.call.request.headers.get("host", ""))
    audiences = {granting.call.request.origin, *(f"https://{host}" for host in hosts)}
    try:
        claims = read_assertion(
            _required(granting.request, "assertion"),
            public_pem(),
            audiences=audiences,
            now=org.now,
            lifetime_seconds_max=org.limit("jwt_assertion_seconds_max"),
        )
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, problem.description) from problem
    check_client(org, str(claims.get("iss") or ""), None, secret=False)
    user = user_named(org, str(claims.get("sub") or ""))
    if user is None or user["Id"] != org.user_id:
        raise OAuthRefused("invalid_grant", "user hasn't approved this consumer")
    require_active(user)
    return granting.sessions.open("oauth2-jwt-bearer", org.user_id, org.system.credentials["client_id"], SCOPES)


def _required(request: TokenRequest, name: str) -> str:
    value = request.fields.get(name)
    if not value:
        raise OAuthRefused("invalid_request", f"must specify {name}")
    return value


def _reason(problem: OAuthProblem) -> str:
    return "invalid code verifier" if "verifier" in problem.description else "invalid authorization code"


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


GRANTS: Mapping[str, Callable[[Granting], IssuedToken]] = {
    Grant.CLIENT_CREDENTIALS: _client_credentials,
    Grant.PASSWORD: _password,
    Grant.REFRESH_TOKEN: _refresh_token,
    Grant.AUTHORIZATION_CODE: _authorization_code,
    Grant.JWT_BEARER: _jwt_bearer,
}
WITH_NEW_REFRESH_TOKEN = (Grant.AUTHORIZATION_CODE,)
