"""Webhooks of a served simulator, with delivery faults on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from windtunnel.fault import DeliveryFault, Onward
from windtunnel.kernel.clock import Clock
from windtunnel.world.courier import Courier, DeliveryOutcome, Parcel


class FaultyCourier:
    """Hands webhooks to another courier as faults leave them.

    Args:
        courier: carries them.
        faults: returns the faults that are installed.
        clock: the time, and the timers of what is held back.
    """

    def __init__(self, courier: Courier, faults: Callable[[], Iterable[DeliveryFault]], clock: Clock) -> None:
        self._courier = courier
        self._faults = faults
        self._clock = clock

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Start to deliver what becomes of ``parcel``; the sender learns of the genuine one only."""
        first, *others = self._dispatched(parcel)
        self._after(first.delay_seconds, partial(self._courier.send, first.parcel, done))
        for onward in others:
            self._after(onward.delay_seconds, partial(self._courier.send, onward.parcel, _ignore))

    def _dispatched(self, parcel: Parcel) -> list[Onward]:
        onwards = [Onward(parcel)]
        for fault in self._faults():
            first, *others = onwards
            head, *copies = fault.dispatch(first.parcel, self._clock.now())
            onwards = [Onward(head.parcel, first.delay_seconds + head.delay_seconds), *copies, *others]
        return onwards

    def _after(self, seconds: float, send: Callable[[], None]) -> None:
        if seconds > 0:
            self._clock.call_at(self._clock.now() + seconds, send)
        else:
            send()


def _ignore(outcome: DeliveryOutcome) -> None:
    """The vendor does not know of copies that a fault made."""
