"""What Slack's answers mean for trying again."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.verdict import Outcome
from adapters.systems.slack.limits import classify

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
