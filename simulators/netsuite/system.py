"""NetSuite, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import (
    Call,
    Caller,
    MalformedBody,
    MethodNotAllowed,
    NotAuthenticated,
    Problem,
    QuotaExhausted,
    System,
    TooLarge,
    UnknownRoute,
    UnsupportedMedia,
)
from windtunnel.simulator.authentication import bearer_token
from windtunnel.simulator.jobs import Jobs, Pace
from windtunnel.world.http import Response

from . import governance, jobs, listing, metadata, resources, transforms
from .account import Account
from .answers import ERROR_TYPES, oauth_answer, refusal
from .arrivals import arrive
from .errors import LOGIN_FAILED, NO_SUCH_RECORD, TOO_MANY_REQUESTS, Detail, OAuthRefused, Refused
from .oauth import endpoints
from .oauth.keys import Credentials
from .oauth.sessions import Sessions
from .oauth.signatures import check_signature, oauth_parameters
from .paths import canonical_path
from .requests import WORK, request_of, work
from .seeding import check_options, seed_account, seed_options
from .suiteql import queries
from .suiteql.mirror import Mirror

REST_SCOPE = "rest_webservices"
UNEXPECTED = "An unexpected error occurred. Error ID: 1"
STATUS_DETAILS: Mapping[int, Detail] = {
    400: Detail("INVALID_PARAMETER", "The request is not valid."),
    401: Detail("INVALID_LOGIN", LOGIN_FAILED),
    403: Detail("INSUFFICIENT_PERMISSION", "You do not have permissions to access this resource."),
    404: Detail("NONEXISTENT_ID", NO_SUCH_RECORD),
    429: Detail("CONCURRENCY_LIMIT_EXCEEDED", TOO_MANY_REQUESTS),
    503: Detail("SERVICE_UNAVAILABLE", "The service is temporarily unavailable. Try again later."),
}


class NetSuite(System):
    """A NetSuite account.

    Options:
        vendors: list of {name, currency, external_id}: suppliers.
        purchase_orders: list of {number, supplier, total, currency}: an order each, with one line; a supplier that no
            vendor is called becomes one.
        customers: list of {name, email, currency}.
        custom_records: names of custom record types (``customrecord_x``).
        error_types: which document the ``type`` of an error points into, ``rfc9110`` or ``rfc2616``.
    """

    operations = (
        resources.operations,
        listing.operations,
        transforms.operations,
        metadata.operations,
        queries.operations,
        jobs.operations,
        governance.operations,
        endpoints.operations,
    )

    account: Account
    sessions: Sessions
    mirror: Mirror
    job_queue: Jobs

    def begin(self) -> None:
        """Make the account, and say what jobs do."""
        check_options(self.options)
        self.account = Account(self)
        self.sessions = Sessions(self.account)
        self.mirror = Mirror(self.account)
        pace = Pace(self.account.limit("job_start_seconds"), self.account.limit("job_step_seconds"))
        self.job_queue = Jobs(
            self, {WORK: lambda arguments, item: work(Call(self, request_of(item)), arguments, item)}, pace
        )

    def seed(self) -> None:
        """Put in what the account holds on its first day, and what the options ask for."""
        seed_account(self.account)
        self.sessions.approve()
        seed_options(self.account, self.options)

    def normalise_path(self, path: str) -> str:
        """Return the path with record types in the case of the contract."""
        return canonical_path(path)

    def authenticate(self, call: Call) -> Caller:
        """Return who has signed the request, or whose token it brings."""
        parameters = oauth_parameters(call.request)
        if parameters is not None:
            return check_signature(self.account, call, parameters)
        token = bearer_token(call.request)
        if token is None:
            raise NotAuthenticated("missing")
        caller = self.sessions.tokens.caller(token)
        if REST_SCOPE not in caller.scopes:
            raise NotAuthenticated("invalid")
        return caller

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return a problem in the error envelope, or in the words of the token endpoint."""
        if isinstance(problem, OAuthRefused):
            return oauth_answer({"error": problem.error, "error_description": problem.description}, problem.status)
        document = str(self.options.get("error_types", ERROR_TYPES[0]))
        if isinstance(problem, Refused):
            headers = problem.headers.items()
            return refusal(problem.details, problem.status, title=problem.title, headers=headers, error_types=document)
        detail, status = self._detail(problem, call)
        return refusal([detail], status, headers=self._headers(status, call), error_types=document)

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Create the record that ``row`` describes: ``type`` and its fields."""
        return arrive(self.account, row)

    def expire_tokens(self) -> int:
        """End every access token and return how many there were."""
        return self.sessions.tokens.expire_all()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Become what ``snapshot`` was."""
        super().restore(snapshot)
        self.mirror.forget()

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return the vendor's own answer with an error status; Retry-After only if a fault insists on it."""
        detail = STATUS_DETAILS.get(status, Detail("UNEXPECTED_ERROR", UNEXPECTED))
        response = refusal([detail], status, error_types=str(self.options.get("error_types", ERROR_TYPES[0])))
        if retry_after_seconds is not None:
            response.set_header("Retry-After", str(int(-(-retry_after_seconds // 1))))
        return response

    def _make_credentials(self) -> dict[str, str]:
        return Credentials(super()._make_credentials())

    def _detail(self, problem: Problem, call: Call) -> tuple[Detail, int]:
        made = PROBLEMS.get(type(problem))
        if made is not None:
            return made
        return Detail(problem.code or "UNEXPECTED_ERROR", problem.message), problem.status

    def _headers(self, status: int, call: Call) -> list[tuple[str, str]]:
        if status != 401:
            return []
        if bearer_token(call.request) is not None:
            return [("WWW-Authenticate", f'Bearer realm="{self.account.id}", error="invalid_token"')]
        description = 'error="token_rejected", error_description="Invalid login attempt."'
        return [("WWW-Authenticate", f'OAuth realm="{self.account.id}", {description}')]


PROBLEMS: Mapping[type[Problem], tuple[Detail, int]] = {
    NotAuthenticated: (STATUS_DETAILS[401], 401),
    QuotaExhausted: (STATUS_DETAILS[429], 429),
    MalformedBody: (Detail("INVALID_CONTENT", "Invalid content in the request body. Provide valid JSON."), 400),
    UnsupportedMedia: (Detail("INVALID_HEADER", "Invalid value of the header 'Content-Type'."), 415),
    TooLarge: (Detail("INVALID_CONTENT", "The request is larger than 104 MB."), 413),
    UnknownRoute: (Detail("INVALID_URL", "The URL does not lead to a resource. Provide a valid URL."), 404),
    MethodNotAllowed: (Detail("METHOD_NOT_ALLOWED", "The resource does not support this method."), 405),
}
