"""Toxicity: whether a toxic strikes a connection, or a request on it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from random import Random


class Scope(Enum):
    """What one draw decides for."""

    CONNECTION = "connection"
    REQUEST = "request"


class ConnectionDice:
    """Draws once, for as long as the toxic stays as it is on this connection.

    Args:
        random: the chance of the toxic on this connection.
        toxicity: the probability, from 0 to 1.
    """

    def __init__(self, random: Random, toxicity: float) -> None:
        self._strikes = random.random() < toxicity

    def strikes(self) -> bool:
        """Tell whether the toxic strikes."""
        return self._strikes


class RequestDice:
    """Draws anew for each request on the connection.

    Args:
        random: the chance of the toxic on this connection.
        toxicity: the probability, from 0 to 1.
        turn: tells which request is under way.
    """

    def __init__(self, random: Random, toxicity: float, turn: Callable[[], int]) -> None:
        self._random = random
        self._toxicity = toxicity
        self._turn = turn
        self._drawn_for = -1
        self._strikes = False

    def strikes(self) -> bool:
        """Tell whether the toxic strikes the request that is under way."""
        turn = self._turn()
        while self._drawn_for < turn:  # one draw a request, whether or not the toxic saw it
            self._drawn_for += 1
            self._strikes = self._random.random() < self._toxicity
        return self._strikes


class Certain:
    """Always strikes."""

    def strikes(self) -> bool:
        """Tell that it strikes."""
        return True
