"""What Zendesk refuses, in its four envelopes.

Problem
├── InvalidAttribute   400, a parameter or attribute of the wrong type: titled
├── ListedProblem      400, refused paging parameters: a list of errors
├── NamedProblem       any status, an error name and a description
└── the kit's problems, worded by ``worded``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import (
    Conflicting,
    FieldError,
    InvalidInput,
    MalformedBody,
    MethodNotAllowed,
    NotAuthenticated,
    NotBuilt,
    NotPermitted,
    Problem,
    QuotaExhausted,
    RecordNotFound,
    TooLarge,
    UnknownRoute,
    UnsupportedMedia,
)
from windtunnel.world.http import Response, json_response, text_response

from .headers import retry_after

TOO_MANY_REQUESTS = 429
NOT_AUTHENTICATED = "Couldn't authenticate you"
FORBIDDEN = "You do not have access to this page. Please contact the account owner of this help desk for further help."
EXHAUSTED = "Number of allowed API requests per minute exceeded"
SEARCH_LIMITS = "Requested response size was greater than Search Response Limits"


class InvalidAttribute(Problem):
    """A parameter, or an attribute of the body, has a type that the vendor does not take.

    Args:
        name: the attribute (``ticket.group_id``).
        expected: what it must be (``an integer``).
        action: where it was refused (``api/v2/tickets/update``).
    """

    def __init__(self, name: str, expected: str, action: str) -> None:
        where = f" from {action}" if action else ""
        super().__init__(
            f"You passed an invalid value for the {name} attribute. Invalid parameter: {name} must be {expected}{where}"
        )


class ListedProblem(Problem):
    """Refused paging parameters."""

    def __init__(self, code: str, title: str, detail: str = "", status: int = 400) -> None:
        super().__init__(title, code=code)
        self.detail = detail
        self.status = status


class NamedProblem(Problem):
    """A refusal with a name of its own; ``extra`` is added to the envelope."""

    def __init__(self, status: int, name: str, description: str, **extra: Any) -> None:
        super().__init__(description, code=name)
        self.status = status
        self.extra = extra


def invalid(field: str, code: str, message: str) -> InvalidInput:
    """Return the refusal of a record with one wrong field; an empty ``code`` leaves the key out."""
    return InvalidInput(FieldError(field, code, message))


def blank(field: str, label: str) -> InvalidInput:
    """Return the refusal of an empty field."""
    return invalid(field, "BlankValue", f"{label}: cannot be blank")


def too_many(count_max: int) -> NamedProblem:
    """Return the refusal of a bulk call with more items than allowed."""
    return NamedProblem(
        400, "TooManyValues", f"Too many values. A maximum of {count_max} is allowed.", max_count=count_max
    )


def search_limit() -> NamedProblem:
    """Return the refusal of a page of results that cannot be reached."""
    return NamedProblem(422, "invalid", SEARCH_LIMITS)


def _named(status: int, name: str, description: str, **extra: Any) -> Response:
    return json_response({"error": name, "description": description, **extra}, status)


def _titled(status: int, title: str, message: str) -> Response:
    return json_response({"error": {"title": title, "message": message}}, status)


def _details(errors: tuple[FieldError, ...]) -> dict[str, list[dict[str, str]]]:
    details: dict[str, list[dict[str, str]]] = {}
    for error in errors:
        said = {"description": error.message} | ({"error": error.code} if error.code else {})
        details.setdefault(error.field, []).append(said)
    return details


def _invalid_input(problem: InvalidInput) -> Response:
    return _named(422, "RecordInvalid", "Record validation errors", details=_details(problem.errors))


def _exhausted(problem: QuotaExhausted) -> Response:
    response = text_response(EXHAUSTED, TOO_MANY_REQUESTS)
    response.headers.append(("Retry-After", retry_after(problem.allowance.level.retry_after_seconds)))
    return response


def _listed(problem: ListedProblem) -> Response:
    error = {"code": problem.code, "title": problem.message, "detail": problem.detail}
    return json_response({"errors": [error]}, problem.status)


def _malformed(problem: MalformedBody) -> Response:
    return json_response({"error": "Unprocessable Entity", "message": "Server could not parse JSON"}, 422)


WORDINGS: tuple[tuple[type[Problem], Callable[[Any], Response]], ...] = (
    (NamedProblem, lambda problem: _named(problem.status, problem.code, problem.message, **problem.extra)),
    (InvalidAttribute, lambda problem: _titled(400, "Invalid attribute", problem.message)),
    (ListedProblem, _listed),
    (InvalidInput, _invalid_input),
    (RecordNotFound, lambda problem: _named(404, "RecordNotFound", "Not found")),
    (NotAuthenticated, lambda problem: json_response({"error": NOT_AUTHENTICATED}, 401)),
    (NotPermitted, lambda problem: _titled(403, "Forbidden", problem.message or FORBIDDEN)),
    (QuotaExhausted, _exhausted),
    (UnknownRoute, lambda problem: _named(404, "InvalidEndpoint", "Not found")),
    (MethodNotAllowed, lambda problem: _named(404, "InvalidEndpoint", "Not found")),
    (MalformedBody, _malformed),
    (UnsupportedMedia, lambda problem: _named(415, "UnsupportedMediaType", problem.message)),
    (Conflicting, lambda problem: _named(409, "UpdateConflict", problem.message)),
    (TooLarge, lambda problem: _named(413, "RequestEntityTooLarge", problem.message)),
    (NotBuilt, lambda problem: _named(501, "NotBuilt", problem.message)),
)

FRONT_DOOR: Mapping[int, tuple[str, str]] = {
    400: ("BadRequest", "The request could not be understood"),
    404: ("RecordNotFound", "Not found"),
    409: ("UpdateConflict", "The record was changed meanwhile"),
    413: ("RequestEntityTooLarge", "The request is too large"),
    422: ("RecordInvalid", "Record validation errors"),
    500: ("InternalServerError", "Something went wrong on our side"),
    502: ("BadGateway", "The service could not be reached"),
    503: ("ServiceUnavailable", "The service is down for maintenance"),
    504: ("GatewayTimeout", "The service took too long to answer"),
}
"""Name and description by status, for failures that no request has caused."""


def worded(problem: Problem) -> Response:
    """Return ``problem`` in the envelope that Zendesk has for it."""
    for kind, wording in WORDINGS:
        if isinstance(problem, kind):
            return wording(problem)
    return front_door(problem.status)


def front_door(status: int) -> Response:
    """Return a failure of the front door."""
    if status == 401:
        return json_response({"error": NOT_AUTHENTICATED}, 401)
    if status == 403:
        return _titled(403, "Forbidden", FORBIDDEN)
    if status == TOO_MANY_REQUESTS:
        return text_response(EXHAUSTED, TOO_MANY_REQUESTS)
    name, description = FRONT_DOOR.get(status, ("Failed", "The request failed"))
    return _named(status, name, description)
