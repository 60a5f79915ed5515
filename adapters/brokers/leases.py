"""Watches the leases of the deliveries that a subscription has handed out."""

from __future__ import annotations

import asyncio

from ..clock import Clock
from .delivery import DeliveryState, LeasedDelivery


class LeaseWatch:
    """Lets every delivery lapse in time, also one whose worker hangs and never looks at it again.

    All deliveries have a lease of the same length, so none that comes later lapses before those that are known.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[int, LeasedDelivery] = {}
        self._added = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, delivery: LeasedDelivery) -> None:
        """Watch a delivery."""
        self._open[id(delivery)] = delivery
        self._added.set()

    def discard(self, delivery: LeasedDelivery) -> None:
        """Watch a delivery no more."""
        self._open.pop(id(delivery), None)

    def open(self) -> list[LeasedDelivery]:
        """Return what is watched, the oldest first."""
        return list(self._open.values())

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            self._added.clear()
            if not self._open:
                await self._added.wait()
            first = min((delivery.lease_until for delivery in self._open.values()), default=0.0)
            await self._clock.sleep(max(0.0, first - self._clock.steady()))
            for delivery in self.open():
                if delivery.state is not DeliveryState.OPEN:
                    self.discard(delivery)
