"""What Zendesk's headers say of its quotas."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.intent import Intent
from adapters.outbound.pace import Budget
from adapters.outbound.verdict import Outcome, Verdict
from adapters.systems.zendesk.limits import classify, observe, scope_of


def test_the_account_quota_is_read_from_every_answer() -> None:
    """What is left, and for how long."""
    headers = {"ratelimit-limit": "700", "ratelimit-remaining": "699", "ratelimit-reset": "41"}
    assert observe(httpx.Response(200, headers=headers)) == Budget(699.0, 41.0)


@pytest.mark.parametrize(
    "headers", [{}, {"ratelimit-remaining": "5"}, {"ratelimit-remaining": "x", "ratelimit-reset": "1"}]
)
def test_headers_that_say_nothing_usable_are_no_budget(headers: dict[str, str]) -> None:
    """A proxy may drop or spoil them."""
    assert observe(httpx.Response(200, headers=headers)) is None


def test_retry_after_is_left_to_the_policies() -> None:
    """They read it themselves."""
    assert classify(httpx.Response(429, headers={"Retry-After": "5"})) == Verdict(Outcome.THROTTLED)


@pytest.mark.parametrize("name", ["zendesk-ratelimit-per-ticket-updates", "zendesk-rate-limit-incremental-exports"])
def test_without_retry_after_the_exhausted_quota_says_how_long(name: str) -> None:
    """Both spellings occur; a quota that has something left does not count."""
    headers = {
        name: "total=30; remaining=0; resets=468",
        "zendesk-ratelimit-tickets-index": "total=100; remaining=99; resets=500",
        "ratelimit-reset": "17",
    }
    assert classify(httpx.Response(429, headers=headers)) == Verdict(Outcome.THROTTLED, 468.0)


def test_without_any_exhausted_endpoint_it_is_the_account() -> None:
    """Its window ends first."""
    assert classify(httpx.Response(429, headers={"ratelimit-reset": "17"})) == Verdict(Outcome.THROTTLED, 17.0)
    assert classify(httpx.Response(429)) == Verdict(Outcome.THROTTLED, None)


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, Outcome.ANSWERED), (409, Outcome.ANSWERED), (503, Outcome.UNAVAILABLE)]
)
def test_other_answers_are_judged_by_their_status(status: int, outcome: Outcome) -> None:
    """Zendesk means by them what HTTP means."""
    assert classify(httpx.Response(status)).outcome is outcome


def test_updates_of_tickets_have_a_quota_of_their_own() -> None:
    """Reads are not held up by it."""
    url = "https://example.zendesk.com/api/v2/tickets/1"
    update = httpx.Request("PUT", url, extensions=Intent("UpdateTicket", idempotent=False).extensions())
    show = httpx.Request("GET", url, extensions=Intent("ShowTicket", idempotent=True).extensions())
    assert (scope_of(update), scope_of(show)) == ("UpdateTicket", None)
