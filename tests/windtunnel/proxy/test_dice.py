"""Toxicity."""

from __future__ import annotations

from random import Random

from windtunnel.proxy.dice import Certain, ConnectionDice, RequestDice


def test_one_draw_decides_for_a_connection() -> None:
    """About as often as the toxicity says, and always the same on one connection."""
    dice = [ConnectionDice(Random(seed), 0.3) for seed in range(1000)]
    struck = [die.strikes() for die in dice]
    assert 250 < sum(struck) < 350
    assert struck == [die.strikes() for die in dice]


def test_never_and_always() -> None:
    """A toxicity of 0 never strikes, one of 1 always does; beyond them the same."""
    for seed in range(100):
        assert not ConnectionDice(Random(seed), 0).strikes()
        assert not ConnectionDice(Random(seed), -1).strikes()
        assert ConnectionDice(Random(seed), 1).strikes()
        assert ConnectionDice(Random(seed), 7).strikes()
    assert Certain().strikes()


def test_each_request_is_drawn_for_once() -> None:
    """The same answer within a request, whether or not requests in between were looked at."""
    turns = [0]
    looking, skipping = (RequestDice(Random(1), 0.5, lambda: turns[-1]) for _ in range(2))
    drawn = []
    for turn in range(50):
        turns.append(turn)
        assert looking.strikes() == looking.strikes()
        drawn.append(looking.strikes())
    assert len(set(drawn)) == 2
    turns.append(20)
    assert skipping.strikes() == drawn[20]
