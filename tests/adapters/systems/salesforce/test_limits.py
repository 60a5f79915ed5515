"""What Salesforce says of its quotas."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.pace import Budget
from adapters.outbound.verdict import Outcome, Verdict
from adapters.systems.salesforce.limits import PAUSE_SECONDS, classify, observe

from .player import error


def test_a_spent_quota_is_a_403() -> None:
    """It is recognised by its code, and long: a rolling day does not heal in seconds."""
    response = httpx.Response(403, json=error("REQUEST_LIMIT_EXCEEDED"))
    assert classify(response) == Verdict(Outcome.THROTTLED, PAUSE_SECONDS)


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (httpx.Response(400, json=error("UNABLE_TO_LOCK_ROW")), Outcome.UNAVAILABLE),
        (httpx.Response(403, json=error("INSUFFICIENT_ACCESS_OR_READONLY")), Outcome.ANSWERED),
        (httpx.Response(403, text="<html>"), Outcome.ANSWERED),
        (httpx.Response(401, json=error("INVALID_SESSION_ID")), Outcome.ANSWERED),
        (httpx.Response(503, json=error("SERVER_UNAVAILABLE")), Outcome.UNAVAILABLE),
        (httpx.Response(500, json={"message": "x"}), Outcome.IN_DOUBT),
        (httpx.Response(200, json=error("REQUEST_LIMIT_EXCEEDED")), Outcome.ANSWERED),
    ],
)
def test_other_answers_are_judged_by_code_and_status(response: httpx.Response, outcome: Outcome) -> None:
    """A success is a success, whatever is in it."""
    assert classify(response).outcome is outcome


@pytest.mark.parametrize(
    ("info", "budget"),
    [
        ("api-usage=5000/5000", Budget(0.0, PAUSE_SECONDS)),
        ("api-usage=5001/5000; per-app-api-usage=17/250(appName=x)", Budget(0.0, PAUSE_SECONDS)),
        ("api-usage=18/5000; per-app-api-usage=250/250(appName=x)", None),
        ("per-app-api-usage=250/250(appName=x)", None),
        ("nonsense", None),
    ],
)
def test_only_a_spent_allocation_slows_down(info: str, budget: Budget | None) -> None:
    """What is left of a day says nothing about the next minute."""
    assert observe(httpx.Response(200, headers={"Sforce-Limit-Info": info})) == budget


def test_an_answer_without_the_header_says_nothing() -> None:
    """Proxies may drop it."""
    assert observe(httpx.Response(200)) is None
