"""stale-read: a read is answered from a replica that is behind."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class StaleReadDescription(FaultDescription):
    """A GET is answered as it was ``age`` ago, where it was asked before.

    Args:
        age: how far the replica is behind.
    """

    kind: Literal["stale-read"]
    age: Annotated[Seconds, Field(gt=0)] = 30.0

    def build(self, random: Random, start: float) -> StaleRead:
        """Return the fault at work."""
        return StaleRead(self, random, start, self.age)


class StaleRead(ExchangeFault):
    """Remembers answers, and gives old ones."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, age_seconds: float) -> None:
        super().__init__(description, random, start)
        self._age_seconds = age_seconds
        self._seen: defaultdict[str, list[tuple[float, Response]]] = defaultdict(list)

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Remember every read; only one with an older answer of its own can strike."""
        if exchange.request.method != "GET" or not self.fits(exchange, response):
            return PASS
        decision = super().after(exchange, response) if self._old(exchange) is not None else PASS
        self._seen[exchange.request.target].append((exchange.at, response))
        return decision

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Give the old answer."""
        old = self._old(exchange)
        return PASS if old is None else Replace(old)

    def _old(self, exchange: Exchange) -> Response | None:
        """Return the newest answer that a replica so far behind would have had."""
        known = self._seen.get(exchange.request.target, [])
        return next((seen for at, seen in reversed(known) if at <= exchange.at - self._age_seconds), None)
