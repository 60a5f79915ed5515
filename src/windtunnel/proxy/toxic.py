"""A toxic of a proxy: what it is called, what it was told, and how often it strikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.randomness import derive

from .dice import ConnectionDice, RequestDice, Scope
from .stage import Attributes, Dice, Stage
from .toxics import TOXIC_TYPES


class Direction(Enum):
    """Which half of a connection."""

    UPSTREAM = "upstream"
    """From the client to the server."""
    DOWNSTREAM = "downstream"
    """From the server to the client."""


@dataclass
class Toxic:
    """A toxic that every connection of a proxy gets.

    Args:
        name: unique in its proxy.
        type: a key of ``TOXIC_TYPES``.
        stream: the direction as the client wrote it.
        toxicity: the probability that it strikes.
        attributes: what it was told.
        scope: whether chance decides once a connection or once a request.
        ttl_seconds: how long it stays after it was made or last changed; None: until it is removed.
        path: names its streams of chance.
    """

    name: str
    type: str
    stream: str
    toxicity: float
    attributes: Attributes
    scope: Scope = Scope.CONNECTION
    ttl_seconds: float | None = None
    path: tuple[str, ...] = ()
    changes: int = field(default=0, compare=False)

    @property
    def direction(self) -> Direction:
        """The direction that ``stream`` means."""
        return Direction(self.stream.lower())

    def stage(self, clock: Clock, connection: int, turn: Callable[[], int]) -> Stage[Any]:
        """Return what the toxic does on one link of the connection of that number."""
        kind = TOXIC_TYPES[self.type].stage
        shape = self._random(connection, "shape")
        return kind(self.attributes, clock, shape, self.dice(connection, turn))

    def dice(self, connection: int, turn: Callable[[], int]) -> Dice:
        """Return the chance that decides on one connection; drawn anew after every change."""
        random = self._random(connection, "toxicity", str(self.changes))
        if self.scope is Scope.REQUEST:
            return RequestDice(random, self.toxicity, turn)
        return ConnectionDice(random, self.toxicity)

    def show(self) -> dict[str, Any]:
        """Return it as the control API shows it; what Toxiproxy does not know is shown only where it is used."""
        shown: dict[str, Any] = {
            "attributes": self.attributes.model_dump(),
            "name": self.name,
            "type": self.type,
            "stream": self.stream,
            "toxicity": int(self.toxicity) if self.toxicity in (0, 1) else self.toxicity,
        }
        if self.scope is Scope.REQUEST:
            shown["toxicity_per"] = self.scope.value
        if self.ttl_seconds is not None:
            shown["ttl_seconds"] = self.ttl_seconds
        return shown

    def _random(self, connection: int, *use: str) -> Random:
        seed = derive(self.path[0] if self.path else "", *self.path[1:], str(connection), *use)
        return Random(seed)  # noqa: S311 - simulation, not secrets
