"""The four envelopes."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.zendesk import refusals
from windtunnel.simulator import (
    Conflicting,
    FieldError,
    InvalidInput,
    MalformedBody,
    NotAuthenticated,
    NotPermitted,
    Problem,
    RecordNotFound,
    TooLarge,
    UnknownRoute,
)

CASES: list[tuple[Problem, int, dict[str, Any]]] = [
    (RecordNotFound("ticket", "1"), 404, {"error": "RecordNotFound", "description": "Not found"}),
    (UnknownRoute(), 404, {"error": "InvalidEndpoint", "description": "Not found"}),
    (NotAuthenticated("invalid"), 401, {"error": "Couldn't authenticate you"}),
    (NotPermitted("No."), 403, {"error": {"title": "Forbidden", "message": "No."}}),
    (Conflicting("Late."), 409, {"error": "UpdateConflict", "description": "Late."}),
    (TooLarge("Big."), 413, {"error": "RequestEntityTooLarge", "description": "Big."}),
    (MalformedBody("x"), 422, {"error": "Unprocessable Entity", "message": "Server could not parse JSON"}),
    (
        InvalidInput(FieldError("subject", "BlankValue", "Subject: cannot be blank")),
        422,
        {
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {"subject": [{"description": "Subject: cannot be blank", "error": "BlankValue"}]},
        },
    ),
    (
        refusals.ListedProblem("InvalidPaginationDepth", "Too deep", "Use cursors"),
        400,
        {"errors": [{"code": "InvalidPaginationDepth", "title": "Too deep", "detail": "Use cursors"}]},
    ),
    (
        refusals.InvalidAttribute("page", "an integer", "api/v2/search/index"),
        400,
        {
            "error": {
                "title": "Invalid attribute",
                "message": "You passed an invalid value for the page attribute. Invalid parameter: page must be an"
                " integer from api/v2/search/index",
            }
        },
    ),
    (
        refusals.too_many(100),
        400,
        {
            "error": "TooManyValues",
            "description": "Too many values. A maximum of 100 is allowed.",
            "max_count": 100,
        },
    ),
    (
        refusals.search_limit(),
        422,
        {
            "error": "invalid",
            "description": "Requested response size was greater than Search Response Limits",
        },
    ),
]


@pytest.mark.parametrize(("problem", "status", "body"), CASES)
def test_every_problem_has_its_envelope(problem: Problem, status: int, body: dict[str, Any]) -> None:
    """Status and body are the vendor's."""
    response = refusals.worded(problem)
    assert (response.status, response.json()) == (status, body)


def test_a_closed_tickets_refusal_has_no_error_key() -> None:
    """An empty code leaves the key out."""
    body = refusals.worded(refusals.invalid("status", "", "Status: closed prevents ticket update")).json()
    assert body["details"] == {"status": [{"description": "Status: closed prevents ticket update"}]}
