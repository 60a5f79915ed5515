"""Limits in requests and tokens."""

from __future__ import annotations

import re

import pytest

from tests.simulators.openai.desk import Desk, error_of


def test_headers_tell_how_a_call_stands(desk: Desk) -> None:
    """Used requests and tokens flow back, and the reset is the time until the bucket is full."""
    response = desk.chat("x" * 400, max_completion_tokens=1000)
    told = {name: value for name, value in response.headers if name.startswith("x-ratelimit")}
    assert told == {
        "x-ratelimit-limit-requests": "5000",
        "x-ratelimit-remaining-requests": "4999",
        "x-ratelimit-reset-requests": "12ms",
        "x-ratelimit-limit-tokens": "800000",
        "x-ratelimit-remaining-tokens": str(800_000 - 106 - 1000),
        "x-ratelimit-reset-tokens": "83ms",
    }


def test_tokens_are_charged_for_every_choice_on_admission(desk: Desk) -> None:
    """The bound of the output counts n times, whatever is written."""
    response = desk.chat("x" * 400, max_completion_tokens=1000, n=3)
    assert response.header("x-ratelimit-remaining-tokens") == str(800_000 - 106 - 3000)


def test_the_limit_of_requests_is_told_word_by_word(desk: Desk) -> None:
    """429 names model, organization, limit and pause, and the pause is enough."""
    desk.system.scale_quota(0.001, "requests_per_minute")
    answers = [desk.chat(model="gpt-4o-2024-08-06") for _ in range(6)]
    assert [each.status for each in answers] == [200] * 5 + [429]
    refused = answers[-1]
    organization = desk.system.credentials["organization"]
    assert error_of(refused) == {
        "message": (
            f"Rate limit reached for gpt-4o in organization {organization} on requests per min (RPM): Limit 5, Used 5,"
            " Requested 1. Please try again in 12s. Visit https://platform.openai.com/account/rate-limits to learn"
            " more."
        ),
        "type": "requests",
        "param": None,
        "code": "rate_limit_exceeded",
    }
    assert (refused.header("retry-after"), refused.header("retry-after-ms")) == ("12", "12000")
    assert refused.header("x-ratelimit-remaining-requests") == "0"
    assert refused.cause == "QuotaExhausted"
    desk.clock.advance(12)
    assert desk.chat(model="gpt-4o").status == 200


def test_alias_and_snapshot_share_a_limit_and_models_do_not(desk: Desk) -> None:
    """Limits hold for each model, however it is called."""
    desk.system.scale_quota(0.0002, "requests_per_minute")
    assert desk.chat(model="gpt-4o").status == 200
    assert desk.chat(model="gpt-4o-2024-08-06").status == 429
    assert desk.chat(model="gpt-4o-mini").status == 200


def test_the_limit_of_tokens_is_told_word_by_word(desk: Desk) -> None:
    """The type of the error is the unit of the limit."""
    desk.system.scale_quota(0.01, "tokens_per_minute")
    assert desk.chat(max_completion_tokens=7000).status == 200
    refused = desk.chat(max_completion_tokens=7000)
    error = error_of(refused)
    assert (refused.status, error["type"], error["code"]) == (429, "tokens", "rate_limit_exceeded")
    told = re.search(r"tokens per min \(TPM\): Limit 8000, Used (\d+), Requested (\d+)\. Please try", error["message"])
    assert told is not None
    assert told[1] == told[2] == "7013"
    milliseconds = refused.header("retry-after-ms")
    assert milliseconds is not None
    desk.clock.advance(int(milliseconds) / 1000)
    assert desk.chat(max_completion_tokens=7000).status == 200


def test_a_request_too_large_never_fits(desk: Desk) -> None:
    """What exceeds the whole limit is told so, without a pause."""
    desk.system.scale_quota(0.01, "tokens_per_minute")
    refused = desk.chat(max_completion_tokens=9000)
    assert refused.status == 429
    assert error_of(refused)["message"].startswith("Request too large for gpt-4o-mini in organization org-")
    assert refused.header("retry-after") is None


def test_the_day_is_told_when_it_is_tighter(desk: Desk) -> None:
    """The headers of requests are those of the limit that is nearest."""
    desk.system.scale_quota(0.00001, "requests_per_day")
    response = desk.chat()
    assert response.header("x-ratelimit-limit-requests") == "10"
    for _ in range(9):
        desk.chat()
    refused = desk.chat()
    assert "on requests per day (RPD): Limit 10" in error_of(refused)["message"]
    assert refused.header("x-ratelimit-reset-requests") == "24h0m0s"


def test_refused_requests_count_too(desk: Desk) -> None:
    """Hammering is charged to the limits that still had room."""
    desk.system.scale_quota(0.0002, "requests_per_minute")
    desk.chat()
    before = desk.chat().header("x-ratelimit-remaining-tokens")
    assert before == desk.chat().header("x-ratelimit-remaining-tokens")


def test_embeddings_have_limits_of_their_own(desk: Desk) -> None:
    """The buckets of embeddings are not those of chats."""
    response = desk.post("/embeddings", {"model": "text-embedding-3-small", "input": "x" * 40})
    assert response.header("x-ratelimit-limit-tokens") == "5000000"
    assert response.header("x-ratelimit-remaining-tokens") == str(5_000_000 - 10)


def test_moderations_are_limited_in_requests_only(desk: Desk) -> None:
    """Where tokens do not count, no header tells them."""
    response = desk.post("/moderations", {"input": "hello"})
    assert response.header("x-ratelimit-limit-requests") == "1000"
    assert response.header("x-ratelimit-limit-tokens") is None


def test_limits_without_a_model_name_what_they_limit(desk: Desk) -> None:
    """Uploads of files are refused per minute."""
    desk.system.scale_quota(0.001, "file_uploads_per_minute")
    sent: dict[str, str | tuple[str, bytes]] = {"purpose": "user_data", "file": ("a.txt", b"a")}
    assert desk.form("/files", **sent).status == 200
    refused = desk.form("/files", **sent)
    assert refused.status == 429
    assert "Rate limit reached for file uploads in organization org-" in error_of(refused)["message"]
    assert refused.header("x-ratelimit-limit-requests") is None


@pytest.mark.parametrize("code", ["insufficient_quota", "credit_balance_exhausted"])
def test_an_account_out_of_money_is_refused_without_a_pause(code: str) -> None:
    """Retrying is pointless: there is no retry header."""
    desk = Desk(insufficient_quota=code)
    refused = desk.chat()
    error = error_of(refused)
    assert (refused.status, error["type"], error["code"]) == (429, "insufficient_quota", code)
    assert error["message"].startswith("You exceeded your current quota")
    assert refused.header("retry-after") is None
    assert desk.get("/models").status == 200


def test_nothing_is_told_with_other_errors(desk: Desk) -> None:
    """A refused body carries no limits."""
    assert desk.chat(temperature=9).header("x-ratelimit-limit-requests") is None
