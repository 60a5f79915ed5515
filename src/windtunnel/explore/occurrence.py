"""Faults at places: the n-th request of an operation, or the n-th delivery of a role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from windtunnel.fault import DeliveryFault, ExchangeFault, Onward
from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Response

from .schedule import WEBHOOK


class Phase(StrEnum):
    """When in the life of an event a fault strikes."""

    FIRST = "first"
    """The operation had not been tried for this event before."""
    AGAIN = "again"
    """It had."""
    KEYLESS = "keyless"
    """The request belongs to no event: fetching a token, reading a list."""
    LASTING = "lasting"
    """The fault lasts for a time and strikes whatever comes."""


Cell = tuple[str, str, str, str]
"""What coverage counts: kind of fault, role, operation, phase."""
EVERYTHING = "*"
"""Stands in a cell for the operation of a fault that lasts."""
Note = Callable[[Cell], None]


class Occurrences:
    """Stands before one system, counts its requests, and strikes those that the schedule names.

    Args:
        faults: by operation and occurrence.
        note: told of every strike.
    """

    def __init__(self, faults: Mapping[tuple[str, int], ExchangeFault], note: Note) -> None:
        self._faults = faults
        self._note = note
        self._known: set[tuple[str, str]] = set()
        self._phase = Phase.KEYLESS
        self._due: ExchangeFault | None = None
        self.counts: Counter[str] = Counter()
        """How many requests there were, by operation."""

    def before(self, exchange: Exchange) -> Decision:
        """Count a request, and strike it if it is its turn."""
        number = self.counts[exchange.operation]
        self.counts[exchange.operation] = number + 1
        self._phase = self._phase_of(exchange)
        self._due = fault = self._faults.get((exchange.operation, number))
        if fault is None or not fault.acts_before:
            return PASS
        self._strike(fault, exchange)
        return fault.strike_before(exchange)

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Strike the answer, if it is its request's turn and the fault can spoil it."""
        fault = self._due  # no other request comes in between: an exchange takes no time
        if fault is None or not fault.acts_after or not fault.fits(exchange, response):
            return PASS
        self._strike(fault, exchange)
        return fault.strike_after(exchange, response)

    def _strike(self, fault: ExchangeFault, exchange: Exchange) -> None:
        exchange.faults.append(fault.name)
        fault.schedule.struck += 1
        self._note((fault.name, exchange.role, exchange.operation, self._phase))

    def _phase_of(self, exchange: Exchange) -> Phase:
        if exchange.key is None:
            return Phase.KEYLESS
        known = (exchange.operation, exchange.key)
        if known in self._known:
            return Phase.AGAIN
        self._known.add(known)
        return Phase.FIRST


class DeliveryAt(DeliveryFault):
    """A delivery fault that strikes one delivery.

    Args:
        inner: the fault.
        occurrence: which delivery of the role, from 0.
        note: told of the strike.
    """

    def __init__(self, inner: DeliveryFault, occurrence: int, note: Note) -> None:
        super().__init__(inner.description, inner.random, inner.start)
        self._inner = inner
        self._occurrence = occurrence
        self._note = note
        self._passed = 0

    def dispatch(self, parcel: Parcel, now: float) -> Sequence[Onward]:
        """Count a delivery, and strike it if it is its turn."""
        number, self._passed = self._passed, self._passed + 1
        if number != self._occurrence:
            return (Onward(parcel),)
        self.schedule.struck += 1
        phase = Phase.FIRST if parcel.attempt == 1 else Phase.AGAIN
        self._note((self.name, self.description.on, WEBHOOK, phase))
        return self._inner.strike_delivery(parcel)
