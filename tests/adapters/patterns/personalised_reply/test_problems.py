"""Problems say whether and when to try again."""

from __future__ import annotations

import pytest

from adapters.errors import SystemUnavailable
from adapters.patterns.personalised_reply import problems
from adapters.patterns.personalised_reply.once import InProgress, KeyReused
from adapters.patterns.personalised_reply.problems import INVALID, OVERLOADED, Kind, Problem, answer_of, problem_of
from adapters.stores.errors import LeaseLost, StoreUnavailable

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, Kind)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_gives_guidance(kind: Kind) -> None:
    """Retry-After exactly where it can help, in the header and in the body."""
    answer = answer_of(Problem(kind, "what is wrong"), "request-1")
    retryable = kind.status in (409, 500, 503)
    assert answer.status == answer.content["status"] == kind.status
    assert answer.content["retryable"] is retryable
    assert ("retry-after" in answer.headers) is retryable
    assert ("retry_after_seconds" in answer.content) is retryable
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.content["title"], answer.content["detail"]) == (kind.title, "what is wrong")
    assert answer.content["request_id"] == "request-1"


def test_a_wait_is_rounded_up() -> None:
    """Who comes back in time is not turned away again."""
    answer = answer_of(Problem(OVERLOADED, "full", retry_after_seconds=0.2), "request-1")
    assert (answer.headers["retry-after"], answer.content["retry_after_seconds"]) == ("1", 1)


def test_what_is_not_valid_is_listed() -> None:
    """Place and message."""
    errors = [{"place": "body.question", "message": "Field required"}]
    assert answer_of(Problem(INVALID, "no", errors=errors), "request-1").content["errors"] == errors


@pytest.mark.parametrize(
    ("error", "status", "wait_seconds"),
    [
        (KeyReused("other"), 422, None),
        (InProgress("wait", retry_after_seconds=2.5), 409, 2.5),
        (StoreUnavailable("/secret/path: disk full"), 503, 5.0),
        (LeaseLost("claim 7"), 503, 5.0),
        (SystemUnavailable("internal words"), 500, 5.0),
        (RuntimeError("internal words"), 500, 5.0),
        (Problem(OVERLOADED, "full"), 503, 2.0),
    ],
)
def test_every_error_is_some_problem(error: Exception, status: int, wait_seconds: float | None) -> None:
    """And what is internal stays inside."""
    problem = problem_of(error)
    assert (problem.kind.status, problem.retry_after_seconds) == (status, wait_seconds)
    assert "secret" not in problem.detail
    assert "internal words" not in problem.detail
