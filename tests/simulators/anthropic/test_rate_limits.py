"""Limits in requests, input tokens and output tokens."""

from __future__ import annotations

from tests.simulators.anthropic.desk import Desk, message_body, message_of

PREFIX = "anthropic-ratelimit-"


def told(desk: Desk, **more: object) -> dict[str, str]:
    """Return the headers of limits of a call."""
    headers = desk.ask(**more).headers
    return {name.removeprefix(PREFIX): value for name, value in headers if name.startswith(PREFIX)}


def test_headers_tell_how_a_call_stands(desk: Desk) -> None:
    """Four groups; tokens are rounded to thousands, and resets are moments."""
    assert told(desk, said="x" * 8000) == {
        "requests-limit": "1000",
        "requests-remaining": "999",
        "requests-reset": "2026-01-05T09:00:01Z",
        "tokens-limit": "600000",
        "tokens-remaining": "598000",
        "tokens-reset": "2026-01-05T09:00:01Z",
        "input-tokens-limit": "500000",
        "input-tokens-remaining": "498000",
        "input-tokens-reset": "2026-01-05T09:00:01Z",
        "output-tokens-limit": "100000",
        "output-tokens-remaining": "100000",
        "output-tokens-reset": "2026-01-05T09:00:01Z",
    }


def test_the_limit_of_requests_is_told_word_by_word(desk: Desk) -> None:
    """429 names limit, organization and model; the pause is enough."""
    desk.system.scale_quota(0.005, "requests_per_minute")
    answers = [desk.ask() for _ in range(6)]
    assert [each.status for each in answers] == [200] * 5 + [429]
    refused = answers[-1]
    assert message_of(refused).startswith(
        "This request would exceed your organization's rate limit of 5 requests per minute (org:"
        f" {desk.system.credentials['organization']}, model: claude-haiku-4-5). For details, refer to:"
    )
    assert refused.header("retry-after") == "12"
    assert refused.header(f"{PREFIX}requests-remaining") == "0"
    assert refused.header(f"{PREFIX}requests-reset") == "2026-01-05T09:01:00Z"
    assert refused.cause == "QuotaExhausted"
    desk.clock.advance(12)
    assert desk.ask().status == 200


def test_alias_and_name_share_a_limit_and_models_do_not(desk: Desk) -> None:
    """Limits hold for each model, however it is called."""
    desk.system.scale_quota(0.001, "requests_per_minute")
    assert desk.ask(model="claude-haiku-4-5").status == 200
    assert desk.ask(model="claude-haiku-4-5-20251001").status == 429
    assert desk.ask(model="claude-sonnet-4-6").status == 200


def test_input_tokens_have_a_limit_of_their_own(desk: Desk) -> None:
    """What the bound of the output is makes no difference."""
    desk.system.scale_quota(0.0002, "input_tokens_per_minute")
    assert desk.ask("x" * 320, max_tokens=64_000).status == 200
    refused = desk.ask("x" * 320)
    assert "100 input tokens per minute" in message_of(refused)
    assert refused.header("retry-after") == "45"
    desk.clock.advance(45)
    assert desk.ask("x" * 320).status == 200


def test_what_the_cache_has_is_not_counted(desk: Desk) -> None:
    """A long prompt that is read from it costs nothing of the limit."""
    desk.system.scale_quota(0.004, "input_tokens_per_minute")
    system = [{"type": "text", "text": "policy " * 1000, "cache_control": {"type": "ephemeral"}}]
    assert [desk.ask(system=system).status for _ in range(5)] == [200] * 5
    assert desk.ask(system=system[0]["text"]).status == 429


def test_output_tokens_are_counted_as_they_are_written(desk: Desk) -> None:
    """And their reset is their own."""
    desk.system.scale_quota(0.0005, "output_tokens_per_minute")
    answers = [desk.ask(max_tokens=64_000) for _ in range(5)]
    assert (answers[0].status, answers[-1].status) == (200, 429)
    assert "50 output tokens per minute" in message_of(answers[-1])
    desk.clock.advance(int(answers[-1].header("retry-after") or 0))
    assert desk.ask().status == 200


def test_a_call_that_never_fits_is_told_so(desk: Desk) -> None:
    """Without a pause, and with the advice not to try again."""
    desk.system.scale_quota(0.0001, "input_tokens_per_minute")
    refused = desk.ask("x" * 400)
    assert refused.status == 429
    assert (refused.header("retry-after"), refused.header("x-should-retry")) == (None, "false")


def test_limits_can_be_lifted(desk: Desk) -> None:
    """Then nothing is refused, and headers still tell."""
    desk.system.scale_quota(0.0001)
    desk.system.meters.enforced = False
    assert [desk.ask("x" * 4000).status for _ in range(3)] == [200] * 3


def test_counting_batches_and_files_have_limits_of_their_own(desk: Desk) -> None:
    """They tell no headers, and say requests."""
    desk.system.scale_quota(0.0001)
    for method, target, body in (
        ("POST", "/v1/messages/count_tokens", message_body(max_tokens=None)),
        ("GET", "/v1/messages/batches", None),
        ("GET", "/v1/files", None),
    ):
        first, second = (desk.send(method, target, body) for _ in range(2))
        assert (first.status, second.status) == (200, 429)
        assert "requests per minute" in message_of(second)
        assert first.header(f"{PREFIX}requests-limit") is None
