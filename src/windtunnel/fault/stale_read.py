"""stale-read: a read is answered from a replica that is behind."""

from __future__ import annotations

from collections import defaultdict, deque
from random import Random
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import SAFE_METHODS, Response

from .description import FaultDescription
from .strike import ExchangeFault


class StaleReadDescription(FaultDescription):
    """A GET is answered as it was ``age`` ago, where it was asked before and nothing was written since.

    Args:
        age: how far the replica is behind.
    """

    kind: Literal["stale-read"]
    age: Annotated[Seconds, Field(gt=0)] = 30.0

    def build(self, random: Random, start: float) -> StaleRead:
        """Return the fault at work."""
        return StaleRead(self, random, start, self.age)


class StaleRead(ExchangeFault):
    """Remembers answers, and gives old ones.

    An old answer is given only where a replica could give it: nothing was written between that answer and the moment
    that the replica has come to.
    """

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, age_seconds: float) -> None:
        super().__init__(description, random, start)
        self._age_seconds = age_seconds
        self._replicated = 0
        self._writes: deque[float] = deque()
        """When the replica does not yet have what was written; what it has is counted above."""
        self._seen: defaultdict[str, deque[_Seen]] = defaultdict(deque)

    def before(self, exchange: Exchange) -> Decision:
        """Note that something may be written."""
        if exchange.request.method not in SAFE_METHODS:
            self._writes.append(exchange.at)
        return PASS

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Remember every read; only one with an older answer of its own can strike."""
        if exchange.request.method != "GET" or not self.fits(exchange, response):
            return PASS
        decision = super().after(exchange, response) if self._old(exchange) is not None else PASS
        writes = self._replicated + len(self._writes)
        self._seen[exchange.request.target].append(_Seen(exchange.at, writes, response))
        return decision

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Give the old answer."""
        old = self._old(exchange)
        return PASS if old is None else Replace(old)

    def _old(self, exchange: Exchange) -> Response | None:
        """Return the newest answer that a replica so far behind would have had; forget all before it."""
        reached = exchange.at - self._age_seconds
        while self._writes and self._writes[0] <= reached:
            self._writes.popleft()
            self._replicated += 1
        seen = self._seen[exchange.request.target]
        while len(seen) > 1 and seen[1].at <= reached:
            seen.popleft()
        fits = bool(seen) and seen[0].at <= reached and seen[0].writes >= self._replicated
        return seen[0].response if fits else None


class _Seen(NamedTuple):
    """An answer: when it was given, after how many writes."""

    at: float
    writes: int
    response: Response
