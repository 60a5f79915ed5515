"""What can be wrong with a request."""

from __future__ import annotations

import pytest

from windtunnel.simulator import problem as problems
from windtunnel.simulator.problem import FieldError, InvalidInput, NotAuthenticated, Problem, RecordNotFound, Refusal
from windtunnel.world.http import Response

STATUSES = {
    "NotAuthenticated": 401, "NotPermitted": 403, "UnknownRoute": 404, "MethodNotAllowed": 405, "RecordNotFound": 404,
    "MalformedBody": 400, "UnsupportedMedia": 415, "InvalidInput": 422, "Conflicting": 409, "PreconditionFailed": 412,
    "TooLarge": 413, "QuotaExhausted": 429, "NotBuilt": 501, "Refusal": 400,
}  # fmt: skip


def test_every_problem_has_the_status_that_most_vendors_use() -> None:
    """None is forgotten, and all hang on one tree."""
    kinds = {
        kind.__name__: kind for kind in vars(problems).values() if isinstance(kind, type) and issubclass(kind, Problem)
    }
    assert {name: kind.status for name, kind in kinds.items() if name != "Problem"} == STATUSES


@pytest.mark.parametrize("reason", ["missing", "invalid", "expired", "revoked"])
def test_a_missing_identity_tells_why(reason: str) -> None:
    """Vendors word each differently."""
    problem = NotAuthenticated(reason)  # type: ignore[arg-type]  # one of the literals
    assert (problem.reason, problem.message) == (reason, f"credentials are {reason}")


def test_messages_name_what_they_are_about() -> None:
    """Records by kind and id, fields by path."""
    assert RecordNotFound("ticket", "7").message == "ticket 7 does not exist"
    invalid = InvalidInput(FieldError("a.b", "type", "is no number"), FieldError("c", "required", "is missing"))
    assert str(invalid) == "a.b: is no number; c: is missing"


def test_a_refusal_is_the_vendors_answer_verbatim() -> None:
    """With its status."""
    response = Response(418)
    assert (Refusal(response).response, Refusal(response).status) == (response, 418)
