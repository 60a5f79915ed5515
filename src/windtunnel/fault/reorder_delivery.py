"""reorder-delivery: webhooks overtake each other."""

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


class ReorderDeliveryDescription(FaultDescription):
    """A delivery is held back for a random while, so that later ones arrive before it.

    Args:
        within: longest time that it is held back.
    """

    on_the_way_in: ClassVar = True
    cannot: ClassVar = ON_DELIVERIES
    kind: Literal["reorder-delivery"]
    within: Annotated[Seconds, Field(gt=0)] = 60.0

    def build(self, random: Random, start: float) -> ReorderDelivery:
        """Return the fault at work."""
        return ReorderDelivery(self, random, start, self.within)


class ReorderDelivery(DeliveryFault):
    """Holds deliveries back."""

    def __init__(self, description: FaultDescription, random: Random, start: float, within_seconds: float) -> None:
        super().__init__(description, random, start)
        self._within_seconds = within_seconds

    def strike_delivery(self, parcel: Parcel) -> Sequence[Onward]:
        """Hold the parcel back."""
        return (Onward(parcel, self.random.uniform(0, self._within_seconds), self.name),)
