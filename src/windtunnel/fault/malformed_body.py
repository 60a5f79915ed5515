"""malformed-body: a whole answer by HTTP's rules, whose JSON ends in the middle."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Literal

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class MalformedBodyDescription(FaultDescription):
    """Successful answers lose the end of their body, and their length says so: nothing looks cut."""

    kind: Literal["malformed-body"]

    def build(self, random: Random, start: float) -> MalformedBody:
        """Return the fault at work."""
        return MalformedBody(self, random, start)


class MalformedBody(ExchangeFault):
    """Shortens bodies."""

    acts_after = True

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Only a body of two bytes or more has a middle."""
        return super().fits(exchange, response) and len(response.whole_body()) > 1

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Keep the first part."""
        body = response.whole_body()
        kept = self.random.randint(1, len(body) - 1)
        return Replace(replace(response, body=body[:kept], chunks=None))
