"""What Anthropic's headers say of its quotas."""

from __future__ import annotations

from email.utils import formatdate

import httpx
import pytest

from adapters.outbound.pace import Budget
from adapters.outbound.verdict import Outcome, Verdict
from adapters.systems.anthropic.limits import classify, dialect, observe
from tests.adapters.fake_clock import EPOCH, FakeClock, run

NOW = 1_767_603_600.0
NAME = "anthropic-ratelimit-requests"


def headers(limit: str, remaining: str, reset: str) -> dict[str, str]:
    """Return the headers of an answer."""
    return {f"{NAME}-limit": limit, f"{NAME}-remaining": remaining, f"{NAME}-reset": reset}


def observed(given: dict[str, str]) -> Budget | None:
    """Return what is left by the headers."""
    return observe(httpx.Response(200, headers=given), lambda: NOW)


def test_what_is_left_lasts_until_the_reset() -> None:
    """A moment, counted from now."""
    assert observed(headers("1000", "400", "2026-01-05T09:00:36Z")) == Budget(400.0, 36.0)
    assert observed(headers("1000", "400", "2026-01-05T10:00:36+01:00")) == Budget(400.0, 36.0)
    assert observed(headers("1000", "400", "2026-01-05T08:00:00Z")) == Budget(400.0, 0.0)


def test_an_empty_bucket_has_room_before_its_reset() -> None:
    """It is full then, and fills steadily."""
    assert observed(headers("50", "0", "2026-01-05T09:01:00Z")) == Budget(0.0, 1.2)


def test_the_vendors_clock_counts_where_it_is_told() -> None:
    """Ours may be wrong."""
    date = {"date": formatdate(NOW + 30, usegmt=True)}
    assert observed(headers("1000", "400", "2026-01-05T09:00:36Z") | date) == Budget(400.0, 6.0)


@pytest.mark.parametrize(
    "given",
    [
        {},
        headers("x", "400", "2026-01-05T09:00:36Z"),
        headers("0", "0", "2026-01-05T09:00:36Z"),
        headers("1000", "-1", "2026-01-05T09:00:36Z"),
        headers("1000", "400", "soon"),
        headers("1000", "400", "36s"),
    ],
)
def test_headers_that_say_nothing_usable_are_no_budget(given: dict[str, str]) -> None:
    """Proxies drop and spoil them."""
    assert observed(given) is None


def test_a_date_that_is_none_is_not_believed() -> None:
    """Then our clock has to do."""
    given = headers("1000", "400", "2026-01-05T09:00:36Z") | {"date": "today"}
    assert observed(given) == Budget(400.0, 36.0)


def error(kind: str, code: str | None = None) -> dict[str, object]:
    """Return the envelope of an error."""
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": "m", **details}, "request_id": "req_1"}


@pytest.mark.parametrize(
    ("response", "verdict"),
    [
        (httpx.Response(200), Verdict(Outcome.ANSWERED)),
        (httpx.Response(400, json=error("invalid_request_error")), Verdict(Outcome.ANSWERED)),
        (httpx.Response(429, json=error("rate_limit_error"), headers={"retry-after": "5"}), Verdict(Outcome.THROTTLED)),
        (
            httpx.Response(429, json=error("rate_limit_error", "enforced_spend_limit_reached")),
            Verdict(Outcome.ANSWERED),
        ),
        (httpx.Response(429, headers={"x-should-retry": "false"}), Verdict(Outcome.ANSWERED)),
        (httpx.Response(429, text="[" * 50_000), Verdict(Outcome.THROTTLED)),
        (httpx.Response(500, json=error("api_error")), Verdict(Outcome.IN_DOUBT)),
        (httpx.Response(500, headers={"x-should-retry": "false"}), Verdict(Outcome.ANSWERED)),
        (httpx.Response(503), Verdict(Outcome.UNAVAILABLE)),
        (httpx.Response(529, json=error("overloaded_error")), Verdict(Outcome.UNAVAILABLE)),
    ],
)
def test_answers_are_judged(response: httpx.Response, verdict: Verdict) -> None:
    """By status, by what the vendor advises, and by whether money would help."""
    assert classify(response) == verdict


def test_the_dialect_reads_the_clock() -> None:
    """The one that it was given."""

    async def main(clock: FakeClock) -> None:
        answer = httpx.Response(200, headers=headers("1000", "400", "2025-10-09T08:53:50Z"))
        assert clock.now() == EPOCH
        assert dialect(clock).observe(answer) == Budget(400.0, 30.0)
        await clock.sleep(10.0)
        assert dialect(clock).observe(answer) == Budget(400.0, 20.0)

    run(main)
