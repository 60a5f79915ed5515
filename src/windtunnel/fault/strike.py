"""Faults at work: on exchanges, on webhook deliveries, or on the state of a system.

Fault
├── ExchangeFault   decides on requests and answers
├── DeliveryFault   decides what becomes of a webhook on its way to the receiver
└── StateFault      changes a system when it begins, and puts it right when it ends
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Response

from .description import FaultDescription, Schedule, Target


class Fault:
    """A fault of a run.

    Args:
        description: the fault as data.
        random: its own stream.
        start: world time at which the run starts.
    """

    def __init__(self, description: FaultDescription, random: Random, start: float) -> None:
        self.description = description
        self.random = random
        self.start = start
        self.schedule = Schedule(description, random, start)
        self.name = description.kind
        self.target: Target | None = None

    @property
    def injected(self) -> int:
        """How often it has struck."""
        return self.schedule.struck

    @property
    def observed(self) -> int | None:
        """How often it was met, where that is certain without looking; ``None`` to look at answers and symptoms."""
        return None

    def the_target(self) -> Target:
        """Return the system that is struck."""
        assert self.target is not None, f"fault {self.name} has no target"
        return self.target


class ExchangeFault(Fault):
    """A fault that acts on requests and answers. Kinds override ``strike_before`` or ``strike_after``."""

    acts_before = False
    acts_after = False

    def before(self, exchange: Exchange) -> Decision:
        """Decide on a request."""
        if not self.acts_before or not self._takes(exchange):
            return PASS
        exchange.faults.append(self.name)
        return self.strike_before(exchange)

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Decide on an answer."""
        if not self.acts_after or not self.fits(exchange, response) or not self._takes(exchange):
            return PASS
        exchange.faults.append(self.name)
        return self.strike_after(exchange, response)

    def strike_before(self, exchange: Exchange) -> Decision:
        """Do it to a request."""
        return PASS

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Do it to an answer."""
        return PASS

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Tell whether the answer is one that this fault can spoil: only successful ones, as a rule."""
        return 200 <= response.status < 300

    def _takes(self, exchange: Exchange) -> bool:
        operations, keys = self.description.operations, self.description.keys
        if operations and exchange.operation not in operations:
            return False
        if keys and exchange.key not in keys:
            return False
        return self.schedule.strikes(exchange.at)


@dataclass(frozen=True)
class Onward:
    """A parcel that goes on its way after a while; ``fault`` marks what a fault did to it."""

    parcel: Parcel
    delay_seconds: float = 0.0
    fault: str | None = None
    genuine: bool = True


class DeliveryFault(Fault):
    """A fault between a system that sends webhooks and their receiver."""

    def dispatch(self, parcel: Parcel, now: float) -> Sequence[Onward]:
        """Return what is sent in place of ``parcel``."""
        return self.strike_delivery(parcel) if self.schedule.strikes(now) else (Onward(parcel),)

    def strike_delivery(self, parcel: Parcel) -> Sequence[Onward]:
        """Do it."""
        raise NotImplementedError


class StateFault(Fault):
    """A fault that changes the system itself. ``begin`` and ``end`` run at the times of its description."""

    symptom_statuses: tuple[int, ...] = ()
    """Statuses by which a caller observes it."""

    def spans(self) -> Iterator[tuple[float, float | None]]:
        """Yield when it begins and when it ends, in seconds after the start of the run."""
        yield self.description.from_, self.description.until

    def begin(self) -> None:
        """Change the system."""
        raise NotImplementedError

    def end(self) -> None:
        """Put the system right."""
