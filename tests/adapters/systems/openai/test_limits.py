"""What OpenAI's headers say of its quotas."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.pace import Budget
from adapters.outbound.verdict import Outcome, Verdict
from adapters.systems.openai.limits import classify, duration_seconds, observe


def headers(requests: str, requests_reset: str, tokens: str, tokens_reset: str) -> dict[str, str]:
    """Return the headers of an answer."""
    return {
        "x-ratelimit-remaining-requests": requests,
        "x-ratelimit-reset-requests": requests_reset,
        "x-ratelimit-remaining-tokens": tokens,
        "x-ratelimit-reset-tokens": tokens_reset,
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("374ms", 0.374),
        ("1.2s", 1.2),
        ("6m0s", 360.0),
        ("1h2m3s", 3723.0),
        ("17ms", 0.017),
        ("250\u00b5s", 0.00025),
        ("0s", 0.0),
        ("0", 0.0),
    ],
)
def test_durations_are_read_as_go_writes_them(text: str, seconds: float) -> None:
    """Units are added up."""
    assert duration_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "5", "s", "1 s", "-1s", "1m 2s", "1d", "1e3s"])
def test_other_texts_are_no_durations(text: str) -> None:
    """Nothing is guessed."""
    assert duration_seconds(text) is None


def test_the_quota_of_requests_is_observed() -> None:
    """As long as there are tokens."""
    assert observe(httpx.Response(200, headers=headers("3499", "17ms", "100", "1s"))) == Budget(3499.0, 0.017)


def test_used_up_tokens_stop_requests() -> None:
    """Until there are some again."""
    assert observe(httpx.Response(200, headers=headers("3499", "17ms", "0", "6m0s"))) == Budget(0.0, 360.0)
    assert observe(httpx.Response(200, headers=headers("0", "7m0s", "0", "6m0s"))) == Budget(0.0, 420.0)


@pytest.mark.parametrize("given", [{}, headers("x", "17ms", "y", "1s"), headers("5", "soon", "5", "later")])
def test_headers_that_say_nothing_usable_are_no_budget(given: dict[str, str]) -> None:
    """Proxies drop and spoil them."""
    assert observe(httpx.Response(200, headers=given)) is None


@pytest.mark.parametrize(
    "code", ["insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded"]
)
def test_spent_money_is_not_waited_for(code: str) -> None:
    """The answer is final, with the code in either place."""
    for error in ({"message": "m", "type": code, "code": None}, {"message": "m", "type": "x", "code": code}):
        assert classify(httpx.Response(429, json={"error": error})).outcome is Outcome.ANSWERED


def test_a_quota_without_retry_after_lasts_until_its_reset() -> None:
    """The exhausted one of the two."""
    response = httpx.Response(429, json={"error": {"message": "m"}}, headers=headers("10", "1s", "0", "374ms"))
    assert classify(response) == Verdict(Outcome.THROTTLED, 0.374)
    assert classify(httpx.Response(429, text="[" * 50_000)) == Verdict(Outcome.THROTTLED)


@pytest.mark.parametrize("name", ["retry-after", "retry-after-ms"])
def test_retry_after_is_left_to_the_policies(name: str) -> None:
    """They read it themselves."""
    response = httpx.Response(429, headers={name: "5"} | headers("0", "1s", "0", "1s"))
    assert classify(response) == Verdict(Outcome.THROTTLED)


@pytest.mark.parametrize(("status", "outcome"), [(200, Outcome.ANSWERED), (503, Outcome.UNAVAILABLE)])
def test_other_answers_are_judged_by_their_status(status: int, outcome: Outcome) -> None:
    """As HTTP means them."""
    assert classify(httpx.Response(status)).outcome is outcome
