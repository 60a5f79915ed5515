"""Counting what was struck and aiming at what was not."""

from __future__ import annotations

from collections import Counter

from windtunnel.explore.coverage import TRIES_MAX, Coverage
from windtunnel.explore.occurrence import Cell

from .exploring import menu

FIRST: Cell = ("refuse", "erp", "CreateParcel", "first")
AGAIN: Cell = ("refuse", "erp", "CreateParcel", "again")


def test_what_was_struck_is_no_longer_missing() -> None:
    """Each phase on its own."""
    coverage = Coverage()
    assert {FIRST, AGAIN} <= set(coverage.missing(menu()))
    coverage.add(Counter({FIRST: 2}))
    assert FIRST not in coverage.missing(menu())
    assert AGAIN in coverage.missing(menu())


def test_goals_go_round_among_what_is_missing() -> None:
    """Whatever was aimed at least often comes first."""
    coverage = Coverage()
    first = coverage.goals(menu(), 4)
    second = coverage.goals(menu(), 4)
    assert not set(first) & set(second)


def test_what_cannot_be_reached_is_given_up() -> None:
    """After a few tries nothing aims at it any more."""
    coverage = Coverage()
    for _ in range(TRIES_MAX):
        coverage.goals(menu(), 1000)
    assert coverage.goals(menu(), 1000) == []
    assert FIRST in coverage.missing(menu())


def test_operations_that_belong_to_no_event_have_one_phase() -> None:
    """A token request that was struck is covered."""
    coverage = Coverage()
    token = menu().grown({("erp", "Token"): 1})
    coverage.add(Counter({("refuse", "erp", "Token", "keyless"): 1}))
    assert not [cell for cell in coverage.missing(token) if cell[:3] == ("refuse", "erp", "Token")]


def test_a_row_tells_first_and_repeated_requests() -> None:
    """What lasts has one number."""
    coverage = Coverage()
    coverage.add(Counter({FIRST: 2, AGAIN: 1, ("refuse", "erp", "*", "lasting"): 7}))
    told = [str(row) for row in coverage.table(menu())]
    assert told[0].startswith("erp *: refuse 7, status 0, ")
    assert told[1].startswith("erp CreateParcel: refuse 2/1, status 0/0, ")
