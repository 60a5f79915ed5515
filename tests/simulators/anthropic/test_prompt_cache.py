"""What the cache keeps, for whom and for how long."""

from __future__ import annotations

from typing import Any

from tests.simulators.anthropic.desk import Desk

LONG = "policy " * 1000


def block(text: str = LONG, ttl: str | None = "5m") -> dict[str, Any]:
    """Return a block of text that ends a cache."""
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", **({"ttl": ttl} if ttl else {})}}


def used(desk: Desk, **more: Any) -> tuple[int, int, int]:
    """Return tokens that were written for five minutes, written for an hour, and read."""
    usage = desk.ask(**more).json()["usage"]
    created = usage["cache_creation"]
    assert usage["cache_creation_input_tokens"] == sum(created.values())
    return (
        created["ephemeral_5m_input_tokens"],
        created["ephemeral_1h_input_tokens"],
        usage["cache_read_input_tokens"],
    )


def test_nothing_is_kept_that_is_not_marked(desk: Desk) -> None:
    """Or that is too short."""
    assert used(desk, system=LONG) == used(desk, system=LONG) == (0, 0, 0)
    assert used(desk, system=[block("short")]) == used(desk, system=[block("short")]) == (0, 0, 0)


def test_the_rest_of_the_input_stands_apart(desk: Desk) -> None:
    """input_tokens leaves out what was written and what was read."""
    whole = desk.ask(system=LONG).json()["usage"]["input_tokens"]
    for _ in range(2):
        assert desk.ask(system=[block()]).json()["usage"]["input_tokens"] == whole - 1750


def test_a_use_prolongs_the_life(desk: Desk) -> None:
    """Five minutes from the last one."""
    assert used(desk, system=[block()]) == (1750, 0, 0)
    for _ in range(3):
        desk.clock.advance(299)
        assert used(desk, system=[block()]) == (0, 0, 1750)
    desk.clock.advance(300)
    assert used(desk, system=[block()]) == (1750, 0, 0)


def test_an_hour_can_be_asked_for(desk: Desk) -> None:
    """By the block that ends the cache."""
    assert used(desk, system=[block(ttl="1h")]) == (0, 1750, 0)
    desk.clock.advance(3599)
    assert used(desk, system=[block(ttl="1h")]) == (0, 0, 1750)


def test_the_longest_known_beginning_is_read(desk: Desk) -> None:
    """And what goes beyond it is written."""
    assert used(desk, system=[block()]) == (1750, 0, 0)
    longer = [block(), block("y" * 4000, "1h")]
    assert used(desk, system=longer) == (0, 1000, 1750)
    assert used(desk, system=longer) == (0, 0, 2750)


def test_a_mark_on_the_top_level_stands_for_the_last_block(desk: Desk) -> None:
    """A conversation is kept as it grows."""
    first = [{"role": "user", "content": LONG}]
    assert used(desk, messages=first, cache_control={"type": "ephemeral"}) == (1757, 0, 0)
    grown = [*first, {"role": "assistant", "content": "yes"}, {"role": "user", "content": "and?"}]
    assert used(desk, messages=grown, cache_control={"type": "ephemeral"})[2] == 0
    marked = [{"role": "user", "content": [block()]}, *grown[1:]]
    assert used(desk, messages=marked)[2] == 1757


def test_models_do_not_share(desk: Desk) -> None:
    """Each has its own."""
    assert used(desk, system=[block()]) == (1750, 0, 0)
    assert used(desk, system=[block()], model="claude-sonnet-4-6") == (1750, 0, 0)


def test_a_refused_call_keeps_nothing(desk: Desk) -> None:
    """It was never worked on."""
    desk.system.scale_quota(0.00001, "output_tokens_per_minute")
    assert desk.ask(system=[block()]).status == 429
    desk.system.scale_quota(1, "output_tokens_per_minute")
    desk.clock.advance(60)
    assert used(desk, system=[block()]) == (1750, 0, 0)
