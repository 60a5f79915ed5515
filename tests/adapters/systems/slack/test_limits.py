"""What Slack's answers mean for trying again."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.intent import Intent
from adapters.outbound.verdict import Outcome
from adapters.systems.slack.limits import DIALECT, SCOPE, classify

from .player import refusal


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (httpx.Response(200, json={"ok": True}), Outcome.ANSWERED),
        (httpx.Response(200, json=refusal("ratelimited")), Outcome.THROTTLED),
        (httpx.Response(200, json=refusal("rate_limited")), Outcome.THROTTLED),
        (httpx.Response(200, json=refusal("fatal_error")), Outcome.IN_DOUBT),
        (httpx.Response(200, json=refusal("internal_error")), Outcome.IN_DOUBT),
        (httpx.Response(200, json=refusal("request_timeout")), Outcome.UNAVAILABLE),
        (httpx.Response(200, json=refusal("channel_not_found")), Outcome.ANSWERED),
        (httpx.Response(200, text="<html>"), Outcome.ANSWERED),
        (httpx.Response(200, text="[" * 50_000), Outcome.ANSWERED),
        (httpx.Response(429, json=refusal("ratelimited")), Outcome.THROTTLED),
        (httpx.Response(503, text="x"), Outcome.UNAVAILABLE),
        (httpx.Response(500, text="x"), Outcome.IN_DOUBT),
    ],
)
def test_the_code_counts_before_the_status(response: httpx.Response, outcome: Outcome) -> None:
    """Slack says with 200 what others say with their status."""
    assert classify(response).outcome is outcome


def test_a_refusal_by_quota_concerns_the_method_in_every_channel() -> None:
    """The pace is kept per channel; which limit was reached, the vendor does not tell."""
    extensions = {**Intent("chat.postMessage", idempotent=False).extensions(), SCOPE: "C1"}
    request = httpx.Request("POST", "https://slack.com/api/chat.postMessage", extensions=extensions)
    assert DIALECT.scope_of(request) == "chat.postMessage:C1"
    assert DIALECT.pause_scope_of(request) == "chat.postMessage"
