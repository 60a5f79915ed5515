"""duplicate-delivery: a webhook is delivered more than once, as at-least-once vendors do."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.courier import Parcel

from .back_ends import ON_DELIVERIES
from .description import FaultDescription
from .strike import DeliveryFault, Onward


class DuplicateDeliveryDescription(FaultDescription):
    """The same delivery arrives again, byte for byte.

    Args:
        copies: how many more times.
        within: the copies follow within this time.
    """

    on_the_way_in: ClassVar = True
    cannot: ClassVar = ON_DELIVERIES
    kind: Literal["duplicate-delivery"]
    copies: Annotated[int, Field(ge=1, le=10)] = 1
    within: Annotated[Seconds, Field(ge=0)] = 30.0

    def build(self, random: Random, start: float) -> DuplicateDelivery:
        """Return the fault at work."""
        return DuplicateDelivery(self, random, start, self.copies, self.within)


class DuplicateDelivery(DeliveryFault):
    """Delivers again."""

    def __init__(
        self, description: FaultDescription, random: Random, start: float, copies: int, within_seconds: float
    ) -> None:
        super().__init__(description, random, start)
        self._copies = copies
        self._within_seconds = within_seconds

    def strike_delivery(self, parcel: Parcel) -> Sequence[Onward]:
        """Send the parcel and its copies."""
        delays = [self.random.uniform(0, self._within_seconds) for _ in range(self._copies)]
        return (Onward(parcel), *(Onward(parcel, delay, self.name) for delay in delays))
