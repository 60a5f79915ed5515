"""What NetSuite says of its limits."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.verdict import Outcome, Verdict
from adapters.systems.netsuite.limits import LIMITER, PAUSE_SECONDS, classify

from .player import error


@pytest.mark.parametrize("status", [400, 403, 429])
@pytest.mark.parametrize("code", ["CONCURRENCY_LIMIT_EXCEEDED", "REQUEST_LIMIT_EXCEEDED", "SSS_REQUEST_LIMIT_EXCEEDED"])
def test_too_many_requests_are_recognised_by_their_code(status: int, code: str) -> None:
    """Whatever the status; nothing was done, and the same can be sent again."""
    assert classify(httpx.Response(status, json=error(code))) == Verdict(Outcome.THROTTLED)


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (httpx.Response(429, text="<html>"), Outcome.THROTTLED),
        (httpx.Response(400, json=error("USER_ERROR")), Outcome.ANSWERED),
        (httpx.Response(401, json=error("INVALID_LOGIN")), Outcome.ANSWERED),
        (httpx.Response(503, text="down"), Outcome.UNAVAILABLE),
        (httpx.Response(500, json=error("UNEXPECTED_ERROR")), Outcome.IN_DOUBT),
        (httpx.Response(200, json=error("CONCURRENCY_LIMIT_EXCEEDED")), Outcome.ANSWERED),
    ],
)
def test_other_answers_are_judged_by_their_status(response: httpx.Response, outcome: Outcome) -> None:
    """A success is a success, whatever is in it."""
    assert classify(response).outcome is outcome


def test_all_calls_pause_after_a_refusal() -> None:
    """The vendor does not say for how long, and has no limit per minute."""
    assert (LIMITER.rate, LIMITER.pause_seconds_default) == (None, PAUSE_SECONDS)
