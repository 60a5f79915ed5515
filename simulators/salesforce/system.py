"""Salesforce, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import (
    Call,
    Caller,
    MalformedBody,
    MethodNotAllowed,
    NotAuthenticated,
    NotBuilt,
    Problem,
    QuotaExhausted,
    System,
    UnknownRoute,
    UnsupportedMedia,
)
from windtunnel.simulator.authentication import bearer_token
from windtunnel.world.http import Request, Response

from . import external_ids, limits, objects, queries, recent, replication, rows, versions
from .answers import error_array, oauth_error, word
from .arrivals import arrive
from .bodies import malformed_message, place_of
from .bulk import ingest, loading
from .bulk import query as bulk_query
from .composite import batches, collections, graphs, requests, trees
from .errors import RESOURCE_MISSING, SESSION_INVALID, ApiError, OAuthRefused, Refused, ValueMismatch
from .limits import limit_info
from .long_requests import LongRequests, check_length
from .oauth import endpoints, identity, soap, users
from .oauth.keys import Credentials
from .oauth.sessions import Sessions
from .org import Org
from .paths import DATA, canonical_path
from .search import resources
from .seeding import seed_options, seed_org
from .versions import check_version, is_retired

IDENTITY_OPERATIONS = ("GetUserInfo", "GetIdentity")
STATUS_ERRORS: Mapping[int, ApiError] = {
    400: ApiError("INVALID_INPUT", "The request is not valid"),
    401: ApiError("INVALID_SESSION_ID", SESSION_INVALID),
    403: ApiError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    404: ApiError("NOT_FOUND", RESOURCE_MISSING),
    409: ApiError("CONFLICT", "The request conflicts with the present state of the resource"),
    410: ApiError("GONE", "The requested resource is no longer available"),
    500: ApiError(
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support: 1",
    ),
    503: ApiError("SERVER_UNAVAILABLE", "Server is temporarily unavailable"),
}
OTHER_FAILURE = ApiError("UNKNOWN_EXCEPTION", "An unexpected error occurred.")


class Salesforce(System):
    """A Salesforce org.

    Options:
        customers: list of {email, name, account, tier}: a contact each; its account's ``SLA__c`` is the tier.
        accounts: number of further accounts.
        contacts: number of further contacts.
        run_as_user: ``false`` for an app without a run-as user, which the client credentials flow needs.
    """

    operations = (
        versions.operations,
        objects.operations,
        rows.operations,
        external_ids.operations,
        replication.operations,
        queries.operations,
        resources.operations,
        limits.operations,
        recent.operations,
        requests.operations,
        batches.operations,
        graphs.operations,
        trees.operations,
        collections.operations,
        ingest.operations,
        bulk_query.operations,
        endpoints.operations,
        identity.operations,
        users.operations,
        soap.operations,
    )

    org: Org
    sessions: Sessions

    def begin(self) -> None:
        """Make the org and say what the agenda does."""
        self.org = Org(self)
        self.sessions = Sessions(self.org)
        self._long_requests = LongRequests(self.org)
        self.agenda.handle(loading.START, lambda data: loading.start(self.org, data))
        self.agenda.handle(loading.BATCH, lambda data: loading.work(self.org, data))
        self.agenda.handle(bulk_query.START, lambda data: bulk_query.start(self.org, data))
        self.agenda.handle(bulk_query.FINISH, lambda data: bulk_query.finish(self.org, data))

    def seed(self) -> None:
        """Put in what the org holds on its first day, and what the options ask for."""
        seed_org(self.org)
        self.sessions.approve()
        seed_options(self.org, self.options)

    def normalise_path(self, path: str) -> str:
        """Return the path with resource names in their canonical case."""
        return canonical_path(path)

    def authenticate(self, call: Call) -> Caller:
        """Return whose session the call brings; the version of its path is checked first."""
        if "version" in call.parameters:
            check_version(self.org, call.parameters["version"])
            check_length(self.org, call.request)
            self._long_requests.begin(call.request)
        token = bearer_token(call.request) or bearer_token(call.request, "oauth")
        if token is None and call.operation_id == "GetIdentity":
            token = call.arguments.get("oauth_token")
        if token is None:
            raise NotAuthenticated("missing")
        return self.sessions.tokens.caller(token)

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return a problem as an error array, an OAuth error object or a bare word, as its resource does."""
        if isinstance(problem, OAuthRefused):
            return oauth_error(call, problem.error, problem.description, problem.status)
        if isinstance(problem, NotAuthenticated) and call.operation_id in IDENTITY_OPERATIONS:
            return word("Missing_OAuth_Token" if problem.reason == "missing" else "Bad_OAuth_Token", 403)
        errors, status = self._errors(problem, call)
        response = error_array(call, errors, status)
        if status == 401:
            response.set_header("WWW-Authenticate", "Token")
        return response

    def finish(self, call: Call, response: Response) -> None:
        """Tell the daily limit with every answer of the data API."""
        if call.caller.id and call.request.path.startswith(DATA):
            response.headers.append(("Sforce-Limit-Info", limit_info(call, self.org)))

    def finished(self, request: Request) -> None:
        """Learn that nobody waits for the answer to ``request`` any more."""
        self._long_requests.end(request)
        super().finished(request)

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Create the record that ``row`` describes: ``object`` and its fields."""
        return arrive(self.org, row)

    def expire_tokens(self) -> int:
        """End every session and return how many there were."""
        return self.sessions.tokens.expire_all()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Become what ``snapshot`` was, with nothing under way."""
        super().restore(snapshot)
        self._long_requests.forget()

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with an error status; Retry-After only if a fault insists on it."""
        error = STATUS_ERRORS.get(status, OTHER_FAILURE)
        response = error_array(Call(self, Request("GET", DATA)), (error,), status)
        if retry_after_seconds is not None:
            response.set_header("Retry-After", str(int(-(-retry_after_seconds // 1))))
        return response

    def _make_credentials(self) -> dict[str, str]:
        return Credentials(super()._make_credentials())

    def _errors(self, problem: Problem, call: Call) -> tuple[tuple[ApiError, ...], int]:
        if isinstance(problem, ValueMismatch):
            return (problem.at(*place_of(call.request.body, problem.key)),), 400
        if isinstance(problem, Refused):
            return problem.errors, problem.status
        make = PROBLEMS.get(type(problem))
        if make is not None:
            return make(problem, call)
        return (ApiError(problem.code or "UNKNOWN_EXCEPTION", problem.message),), problem.status


Made = tuple[tuple[ApiError, ...], int]


def _no_session(problem: Problem, call: Call) -> Made:
    return (STATUS_ERRORS[401],), 401


def _quota(problem: Problem, call: Call) -> Made:
    return (STATUS_ERRORS[403],), 403


def _unreadable(problem: Problem, call: Call) -> Made:
    return (ApiError("JSON_PARSER_ERROR", malformed_message(call.request.body)),), 400


def _media(problem: Problem, call: Call) -> Made:
    return (ApiError("UNSUPPORTED_MEDIA_TYPE", problem.message),), 415


def _route(problem: Problem, call: Call) -> Made:
    version = call.request.path.removeprefix(DATA).partition("/")[0]
    status = 410 if call.request.path.startswith(DATA) and is_retired(version) else 404
    return (STATUS_ERRORS[status],), status


def _not_built(problem: Problem, call: Call) -> Made:
    return (ApiError("NOT_SIMULATED", problem.message),), problem.status


def _method(problem: Problem, call: Call) -> Made:
    assert isinstance(problem, MethodNotAllowed)
    allowed = sorted({*problem.allowed, "HEAD"}) if "GET" in problem.allowed else sorted(problem.allowed)
    message = f"HTTP Method '{call.request.method}' not allowed. Allowed are {','.join(allowed)}"
    return (ApiError("METHOD_NOT_ALLOWED", message),), 405


PROBLEMS = {
    NotAuthenticated: _no_session,
    QuotaExhausted: _quota,
    MalformedBody: _unreadable,
    UnsupportedMedia: _media,
    UnknownRoute: _route,
    NotBuilt: _not_built,
    MethodNotAllowed: _method,
}
