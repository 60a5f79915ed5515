"""Prompts whose beginning is known."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk


def cached(desk: Desk, said: str, **more: object) -> int:
    """Return the cached tokens of a completion."""
    return int(desk.chat(said, **more).json()["usage"]["prompt_tokens_details"]["cached_tokens"])


def test_a_long_prompt_is_cached_the_second_time(desk: Desk) -> None:
    """From 1024 tokens on, in steps of 128."""
    said = "x" * 4 * 1300
    assert cached(desk, said) == 0
    assert cached(desk, said) == 1280


def test_only_the_common_beginning_counts(desk: Desk) -> None:
    """What follows may differ; another beginning shares nothing."""
    beginning = "x" * 4 * 1152
    cached(desk, beginning + "a" * 4 * 500)
    assert cached(desk, beginning + "b" * 4 * 500) == 1152
    assert cached(desk, "y" + beginning) == 0


def test_short_prompts_are_never_cached(desk: Desk) -> None:
    """Below the profile's bound nothing is remembered."""
    assert [cached(desk, "x" * 400) for _ in range(2)] == [0, 0]


def test_models_do_not_share_beginnings(desk: Desk) -> None:
    """Another model reads the prompt for the first time."""
    said = "x" * 4 * 1300
    cached(desk, said)
    assert cached(desk, said, model="gpt-4o") == 0


def test_responses_tell_cached_tokens_too(desk: Desk) -> None:
    """In their own shape of usage."""
    said = "x" * 4 * 1300
    desk.respond(said)
    assert desk.respond(said).json()["usage"]["input_tokens_details"]["cached_tokens"] == 1280
