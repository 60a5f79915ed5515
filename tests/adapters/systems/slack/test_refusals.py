"""Slack's envelope."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ContractError, OutcomeUnknown, QuotaExceeded, SystemUnavailable
from adapters.outbound.intent import Intent
from adapters.systems.slack.refusals import ERRORS, error_code, refuse
from adapters.systems.wire import Place

from .player import refusal

PLACE = Place("slack", "Web API", "chat.postMessage")
WRITE = Intent("chat.postMessage", idempotent=False)


def response(
    body: object, status: int = 200, method: str = "POST", headers: dict[str, str] | None = None
) -> httpx.Response:
    """Return an answer."""
    request = httpx.Request(method, "https://slack.com/api/x", extensions=WRITE.extensions())
    return httpx.Response(status, json=body, request=request, headers=headers)


def test_an_answer_that_is_ok_is_not_refused() -> None:
    """Nothing is raised."""
    refuse(response({"ok": True}), PLACE, 0.0)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable"])
def test_a_failure_inside_slack_leaves_a_write_in_doubt_and_a_read_without_effect(code: str) -> None:
    """Only what can have changed something has to be looked up."""
    with pytest.raises(OutcomeUnknown):
        refuse(response(refusal(code)), PLACE, 0.0)
    with pytest.raises(SystemUnavailable):
        refuse(response(refusal(code), method="GET"), PLACE, 0.0)


@pytest.mark.parametrize("status", [200, 429])
def test_a_quota_says_how_long_to_wait(status: int) -> None:
    """With either status."""
    with pytest.raises(QuotaExceeded) as caught:
        refuse(response(refusal("ratelimited"), status, headers={"Retry-After": "30"}), PLACE, 0.0)
    assert caught.value.retry_after_seconds == 30.0


@pytest.mark.parametrize("body", [{}, [], {"ok": None}, {"ok": 1}])
def test_a_body_without_envelope_breaks_the_contract(body: object) -> None:
    """It is not taken for a success."""
    with pytest.raises(ContractError, match="ok: is missing"):
        refuse(response(body), PLACE, 0.0)


@pytest.mark.parametrize("code", [None, 7, "", "two words", "x" * 101])
def test_a_refusal_without_a_code_breaks_the_contract(code: object) -> None:
    """Texts that are no codes are not told."""
    with pytest.raises(ContractError, match="error: is missing"):
        refuse(response({"ok": False, "error": code}), PLACE, 0.0)


def test_a_success_is_no_refusal() -> None:
    """Whatever else is in it."""
    assert error_code({"ok": True, "error": "fatal_error"}) is None


def test_no_code_has_two_meanings() -> None:
    """The table is a function."""
    assert not {"ratelimited", "rate_limited", "fatal_error", "internal_error", "request_timeout"} & set(ERRORS)
