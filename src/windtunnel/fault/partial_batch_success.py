"""partial-batch-success: a batch is answered with success, and some of its items failed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Annotated, ClassVar, Literal, Protocol, cast

from pydantic import Field

from windtunnel.kernel.errors import UsageError
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Request

from .back_ends import ON_STATE
from .description import FaultDescription
from .strike import ExchangeFault

ITEMS_MIN = 2
"""A batch of one item cannot fail in part."""
NONE: frozenset[int] = frozenset()


class Batches(Protocol):
    """A system that asks, for each batch that it is about to work on, which items are to fail.

    It fails them in its own words and by its own rules (all or none), and nothing of them comes about.
    """

    fail_items: Callable[[Request, int], frozenset[int]]
    """Given the request and how many items it holds, returns the positions, from 0, of those that fail."""


class PartialBatchSuccessDescription(FaultDescription):
    """Some items of a bulk call fail, and at least one succeeds; the same items may succeed when they are sent again.

    Args:
        share: of the items that fail; at least one does, and at least one does not.
    """

    cannot: ClassVar = ON_STATE
    kind: Literal["partial-batch-success"]
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5

    def build(self, random: Random, start: float) -> PartialBatchSuccess:
        """Return the fault at work."""
        return PartialBatchSuccess(self, random, start, self.share)


class PartialBatchSuccess(ExchangeFault):
    """Chooses the items that fail."""

    acts_before = True

    def __init__(self, description: FaultDescription, random: Random, start: float, share: float) -> None:
        super().__init__(description, random, start)
        self._share = share

    def before(self, exchange: Exchange) -> Decision:
        """Let the system ask which items fail; a call that is no batch is no opportunity.

        Raises:
            UsageError: the system never asks.
        """
        target = self.the_target()
        if not hasattr(target, "fail_items"):
            raise UsageError(f"{self.name} on {self.description.on}: the system names no items of its batches")
        cast(Batches, target).fail_items = partial(self._choose, exchange)
        return PASS

    def _choose(self, exchange: Exchange, request: Request, count: int) -> frozenset[int]:
        if request is not exchange.request or count < ITEMS_MIN or not self._takes(exchange):
            return NONE
        exchange.faults.append(self.name)
        failing = min(count - 1, max(1, round(self._share * count)))
        return frozenset(self.random.sample(range(count), failing))
