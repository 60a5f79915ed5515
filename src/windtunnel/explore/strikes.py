"""A run under a schedule, whatever world it happens in: strikes, service times and arrivals."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from windtunnel.content.project import Project
from windtunnel.fault import DeliveryFault, ExchangeFault
from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import derive
from windtunnel.scenario.stage import Plan, Stage
from windtunnel.simulator.latency import ServiceTime

from .occurrence import Cell, DeliveryAt, Occurrences
from .schedule import Jitter, Schedule, Strike


class SeededLatency(ServiceTime):
    """Service times drawn evenly from a range, whatever the operation."""

    def __init__(self, jitter: Jitter, random: Random) -> None:
        super().__init__((), random)
        self._jitter = jitter

    def draw(self, operation_id: str) -> float:
        """Return a service time in seconds."""
        return self._random.uniform(self._jitter.least, self._jitter.most)


class StruckStage(Stage):
    """The part of a run that a schedule decides; goes before the stage of a world.

    Args:
        project, plan: as for every run.
        terms: what else the stage of the world takes.
        schedule: what the world is put through.
    """

    def __init__(self, project: Project, plan: Plan, *terms: Any, schedule: Schedule) -> None:
        super().__init__(project, plan, *terms)
        self._schedule = schedule
        self._counters: dict[str, Occurrences] = {}
        self.struck: Counter[Cell] = Counter()

    def operations(self) -> dict[tuple[str, str], int]:
        """Return how many requests of each operation each role has got."""
        counted: dict[tuple[str, str], int] = {}
        for role, counter in self._counters.items():
            counted |= {(role, operation): count for operation, count in counter.counts.items()}
        return counted

    def _build_systems(self) -> None:
        super()._build_systems()
        jitter = self._schedule.latency
        if jitter is not None:
            for role, system in self.systems.items():
                stream = self.randomness.stream("explored-latency", str(jitter.seed), role)
                system.service_time = SeededLatency(jitter, stream)

    def _build_disturbances(self) -> None:
        super()._build_disturbances()
        due: dict[str, dict[tuple[str, int], ExchangeFault]] = {role: {} for role in self.systems}
        for strike in self._schedule.strikes:
            fault = self._fault(strike)
            if isinstance(fault, ExchangeFault):
                due[strike.on][strike.operation, strike.occurrence] = fault
            else:
                self.delivery_faults[strike.on].append(fault)
            self.faults.append(fault)
        for role, faults in due.items():
            self._counters[role] = counter = Occurrences(faults, self._note)
            self.site(role).interceptors.insert(0, counter)

    def _fault(self, strike: Strike) -> ExchangeFault | DeliveryFault:
        if strike.on not in self.systems and not (strike.on == SUBJECT and self.scenario.workload.call):
            raise UsageError(f"the scenario {self.scenario.name} has no role {strike.on!r}")
        stream = self.chance.stream("strike", *map(str, strike.place))
        fault = strike.description().build(stream, self.start)
        fault.target = self.systems.get(strike.on)
        if isinstance(fault, DeliveryFault):
            return DeliveryAt(fault, strike.occurrence, self._note)
        if not isinstance(fault, ExchangeFault):
            raise UsageError(f"{fault.name} lasts for a time; it cannot strike one request")
        return fault

    def _note(self, cell: Cell) -> None:
        self.struck[cell] += 1

    def _plan_arrivals(self) -> list[float]:
        spread = self._schedule.arrivals
        if spread is not None:
            stream = self.randomness.stream("arrivals")
            stream.seed(derive(self.plan.seed, "explored-arrivals", str(spread.seed)))
        return list(super()._plan_arrivals())
