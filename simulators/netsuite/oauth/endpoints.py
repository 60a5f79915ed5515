"""The OAuth endpoints: token, authorize, revoke, and who a token stands for."""

from __future__ import annotations

from typing import Protocol, cast
from urllib.parse import urlencode

from windtunnel.simulator import Call, MalformedBody, Operations
from windtunnel.simulator.authentication import OAuthProblem, basic_credentials, read_token_request
from windtunnel.world.http import Response, json_response

from ..account import account_of
from ..answers import oauth_answer
from ..errors import OAuthRefused
from .grants import GRANTS, Granting, check_client, check_scopes
from .sessions import Sessions

operations = Operations()
COMPANY, USER_NAME, ROLE = "Windtunnel", "Integration User", "Integration"
USER_ID, ROLE_ID = 4, 1001


class SessionSystem(Protocol):
    """A system that gives out tokens."""

    sessions: Sessions


def sessions_of(call: Call) -> Sessions:
    """Return where the tokens of the called system come from."""
    return cast(SessionSystem, call.system).sessions


@operations.bind("requestToken")
def request_token(call: Call) -> Response:
    """Give out a token for one of the grants."""
    try:
        request = read_token_request(call.request)
    except OAuthProblem as problem:
        raise OAuthRefused(problem.error, problem.description) from problem
    grant = GRANTS.get(request.grant_type)
    if grant is None:
        raise OAuthRefused("unsupported_grant_type", "The grant type is not supported.")
    return oauth_answer(grant(Granting(call, account_of(call), sessions_of(call), request)))


@operations.bind("authorize")
def authorize(call: Call) -> Response:
    """Approve at once and send the browser back with a code."""
    account, arguments = account_of(call), call.arguments
    credentials = account.system.credentials
    if arguments.get("client_id") != credentials["client_id"]:
        raise OAuthRefused("invalid_client", "The client id is not valid.")
    if arguments.get("redirect_uri") != credentials["redirect_uri"]:
        raise OAuthRefused("invalid_request", "The redirect URI is not the one of the integration record.")
    if arguments.get("response_type") != "code":
        raise OAuthRefused("unsupported_response_type", "The response type must be code.")
    if arguments.get("code_challenge_method", "S256") != "S256":
        raise OAuthRefused("invalid_request", "code_challenge_method must be S256.")
    scopes = check_scopes(tuple(arguments.get("scope", "").split()))
    code = sessions_of(call).code(
        credentials["client_id"], credentials["redirect_uri"], scopes, arguments.get("code_challenge")
    )
    told = {"code": code, "state": arguments.get("state"), "role": ROLE_ID, "entity": USER_ID, "company": account.id}
    query = urlencode({name: value for name, value in told.items() if value is not None})
    return Response(302, [("Location", f"{credentials['redirect_uri']}?{query}")])


@operations.bind("revokeToken")
def revoke_token(call: Call) -> Response:
    """End a token; one that is not known is no mistake (RFC 7009)."""
    form = _form(call)
    basic = basic_credentials(call.request) or (None, None)
    check_client(account_of(call), form.get("client_id") or basic[0], form.get("client_secret") or basic[1])
    if not form.get("token"):
        raise OAuthRefused("invalid_request", "The parameter token is missing.")
    sessions_of(call).revoke(form["token"])
    return Response(200)


def _form(call: Call) -> dict[str, str]:
    try:
        return call.form
    except MalformedBody as problem:
        raise OAuthRefused("invalid_request", "The body cannot be read.") from problem


@operations.bind("getTokenInfo")
def get_token_info(call: Call) -> Response:
    """Tell who the caller is."""
    return json_response(
        {
            "companyName": COMPANY,
            "companyId": account_of(call).id,
            "departmentName": "-",
            "userName": USER_NAME,
            "userId": USER_ID,
            "roleName": ROLE,
            "roleId": ROLE_ID,
        }
    )
