"""Faults and drift that somebody injects into a served simulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from windtunnel.contract.drift import Drift, DriftingCourier, read_drift
from windtunnel.fault import BackEnd, DeliveryFault, ExchangeFault, StateFault, read_fault
from windtunnel.fault.strike import Fault
from windtunnel.fault.tls_failure import TlsFailure, presented_at_handshake
from windtunnel.kernel.clock import Timer
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.system import System
from windtunnel.world.exchange import Interceptor
from windtunnel.world.flawed_tls import Presented
from windtunnel.world.network import Site

from .faulty_courier import FaultyCourier


@dataclass(frozen=True)
class Injection:
    """Something that was injected, as it was described, and how it is taken out."""

    description: Mapping[str, Any]
    injected: Fault | Drift
    take_out: Callable[[], None]


class Injections:
    """What stands between callers and one simulator.

    Args:
        site: the simulator at its address; interceptors are put in and taken out here.
        system: the simulator.
        randomness: where probabilities come from.
    """

    def __init__(self, site: Site, system: System, randomness: Randomness) -> None:
        self._site = site
        self._system = system
        self._randomness = randomness
        self._installed: dict[str, Injection] = {}
        self._count = 0
        system.reshape = self._reshape
        faulty = FaultyCourier(system.courier, self._delivery_faults, system.clock)
        system.courier = DriftingCourier(faulty, self._drifts, system.clock.now)

    def add_fault(self, description: Mapping[str, Any]) -> str:
        """Install a fault and return its id.

        Raises:
            UsageError: the description is wrong, or a served simulator cannot make the fault.
        """
        fault = read_fault({"on": self._site.role, **description}, place="fault")
        fault.require(BackEnd.SERVED)
        strike = fault.build(self._randomness.stream("fault", str(self._count)), self._system.clock.now())
        strike.target = self._system
        return self._install(description, strike, self._put_in(strike))

    def add_drift(self, description: Mapping[str, Any]) -> str:
        """Install a drift operator and return its id.

        Raises:
            UsageError: the description is wrong.
        """
        drift = read_drift({"on": self._site.role, **description}, place="drift")
        stream = self._randomness.stream("drift", str(self._count))
        change = drift.build(self._system.contract, stream, self._system.clock.now())
        change.target = self._system
        return self._install(description, change, self._intercept(change))

    def remove(self, injection_id: str) -> int:
        """Take one injection out.

        Raises:
            UsageError: there is none with that id.
        """
        if injection_id not in self._installed:
            raise UsageError(f"no injection {injection_id!r}")
        self._installed.pop(injection_id).take_out()
        return 1

    def clear(self) -> int:
        """Take every injection out and return how many there were."""
        count = len(self._installed)
        for injection_id in list(self._installed):
            self.remove(injection_id)
        return count

    def faults(self) -> dict[str, Mapping[str, Any]]:
        """Return the descriptions of installed faults by id."""
        return {key: each.description for key, each in self._installed.items() if isinstance(each.injected, Fault)}

    def drift(self) -> dict[str, Mapping[str, Any]]:
        """Return the descriptions of installed drift by id."""
        return {key: each.description for key, each in self._installed.items() if isinstance(each.injected, Drift)}

    def presented(self) -> Presented | None:
        """Return the flaw with which a connection that begins now is served, if any."""
        return presented_at_handshake(self._site.interceptors, self._system.clock.now())

    def _put_in(self, fault: Fault) -> Callable[[], None]:
        """Let a fault begin, and return what ends it."""
        if isinstance(fault, StateFault):
            return self._schedule(fault)
        if isinstance(fault, ExchangeFault):
            if isinstance(fault, TlsFailure):
                fault.over_sockets = True
            return self._intercept(fault)
        assert isinstance(fault, DeliveryFault), "faults act on exchanges, deliveries or state"
        return lambda: None

    def _intercept(self, interceptor: Interceptor) -> Callable[[], None]:
        self._site.interceptors.append(interceptor)
        return partial(self._site.interceptors.remove, interceptor)

    def _schedule(self, fault: StateFault) -> Callable[[], None]:
        """Plan the changes of a fault; taking it out puts right what it has changed."""
        clock, begun, timers = self._system.clock, [False], list[Timer]()

        def change(begins: bool) -> None:
            begun[0] = begins
            (fault.begin if begins else fault.end)()

        def take_out() -> None:
            for timer in timers:
                timer.cancel()
            if begun[0]:
                fault.end()

        for begin, end in fault.spans():
            if begin > 0:
                timers.append(clock.call_at(fault.start + begin, partial(change, True)))
            else:
                change(True)
            if end is not None:
                timers.append(clock.call_at(fault.start + end, partial(change, False)))
        return take_out

    def _delivery_faults(self) -> Sequence[DeliveryFault]:
        injected = [each.injected for each in self._installed.values()]
        return [fault for fault in injected if isinstance(fault, DeliveryFault)]

    def _drifts(self) -> list[Drift]:
        return [each.injected for each in self._installed.values() if isinstance(each.injected, Drift)]

    def _reshape(self, payload: Any) -> Any:
        for drift in self._drifts():
            if drift.active(self._system.clock.now()):
                payload = drift.reshape(payload)
        return payload

    def _install(self, description: Mapping[str, Any], injected: Fault | Drift, take_out: Callable[[], None]) -> str:
        self._count += 1
        injection_id = str(self._count)
        self._installed[injection_id] = Injection(dict(description), injected, take_out)
        return injection_id
