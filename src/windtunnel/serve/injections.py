"""Faults and drift that somebody injects into a served simulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.contract.drift import Drift, DriftingCourier, read_drift
from windtunnel.fault import ExchangeFault, read_fault
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.system import System
from windtunnel.world.exchange import Interceptor
from windtunnel.world.network import Site


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
        self._installed: dict[str, tuple[Mapping[str, Any], Interceptor]] = {}
        self._count = 0
        system.reshape = self._reshape
        system.courier = DriftingCourier(system.courier, self._drifts, system.clock.now)

    def add_fault(self, description: Mapping[str, Any]) -> str:
        """Install a fault and return its id.

        Raises:
            UsageError: the description is wrong, or the fault does not act on exchanges.
        """
        fault = read_fault({"on": self._site.role, **description}, place="fault")
        strike = fault.build(self._randomness.stream("fault", str(self._count)), self._system.clock.now())
        if not isinstance(strike, ExchangeFault):
            raise UsageError(f"fault {fault.kind!r} cannot be injected into a served simulator", place="kind")
        strike.target = self._system
        return self._install(dict(description), strike)

    def add_drift(self, description: Mapping[str, Any]) -> str:
        """Install a drift operator and return its id.

        Raises:
            UsageError: the description is wrong.
        """
        drift = read_drift({"on": self._site.role, **description}, place="drift")
        stream = self._randomness.stream("drift", str(self._count))
        change = drift.build(self._system.contract, stream, self._system.clock.now())
        change.target = self._system
        return self._install(dict(description), change)

    def remove(self, injection_id: str) -> int:
        """Take one injection out.

        Raises:
            UsageError: there is none with that id.
        """
        if injection_id not in self._installed:
            raise UsageError(f"no injection {injection_id!r}")
        _, interceptor = self._installed.pop(injection_id)
        self._site.interceptors.remove(interceptor)
        return 1

    def clear(self) -> int:
        """Take every injection out and return how many there were."""
        count = len(self._installed)
        for injection_id in list(self._installed):
            self.remove(injection_id)
        return count

    def faults(self) -> dict[str, Mapping[str, Any]]:
        """Return the descriptions of installed faults by id."""
        return {key: description for key, (description, _) in self._installed.items() if "kind" in description}

    def drift(self) -> dict[str, Mapping[str, Any]]:
        """Return the descriptions of installed drift by id."""
        return {key: description for key, (description, _) in self._installed.items() if "operator" in description}

    def _drifts(self) -> list[Drift]:
        return [interceptor for _, interceptor in self._installed.values() if isinstance(interceptor, Drift)]

    def _reshape(self, payload: Any) -> Any:
        for drift in self._drifts():
            if drift.active(self._system.clock.now()):
                payload = drift.reshape(payload)
        return payload

    def _install(self, description: Mapping[str, Any], interceptor: Interceptor) -> str:
        self._count += 1
        injection_id = str(self._count)
        self._installed[injection_id] = (description, interceptor)
        self._site.interceptors.append(interceptor)
        return injection_id
