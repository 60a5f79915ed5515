"""What every run has, whatever world it happens in: systems, disturbances, arrivals, and an end."""

from __future__ import annotations

import asyncio
import tempfile
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from typing import Any, Protocol

from windtunnel.content.project import Project
from windtunnel.contract.drift import Drift
from windtunnel.fault import DeliveryFault, ExchangeFault, FaultDescription, StateFault
from windtunnel.fault.kill_subject import SUBJECT, KillSubject
from windtunnel.fault.strike import Fault
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.latency import ServiceTime
from windtunnel.simulator.loader import build
from windtunnel.simulator.system import System
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.http import Request, Response
from windtunnel.world.network import Network, Site

from . import environment
from .blotting import without_secrets
from .correlator import Correlator
from .courier import KeyOf, SubjectCourier
from .event_keys import EventKeys
from .history import History, Settings
from .inlets import CallInlet, Inlet, SystemInlet
from .ledger import Ledger
from .life import SubjectGone
from .model import Condition, Redeployment, Scenario, SystemChoice
from .observation import Observation
from .options import resolve
from .phases import Phases, phases_of
from .workload import Rows, arrival_times

SUBJECT_HOST = "subject.windtunnel.test"
STEP_SECONDS = 15.0
SKEW_SECONDS = {"virtual": 0.0, "wire": 1.0}
STEPS_MIN = 8


def successor_of(role: str, number: int) -> str:
    """Return where the system lives that plays ``role`` from the redeployment with this number on."""
    return f"{role}-{number + 1}"


def host_of(role: str) -> str:
    """Return the name by which the world knows the system in ``role``."""
    return f"{role}.windtunnel.test"


def whereabouts(file: Path) -> Path:
    """Return the absolute path of a file of a run; it does not move while runs last."""
    return _resolved(file.absolute())


@lru_cache
def _resolved(file: Path) -> Path:
    return file.resolve()


@dataclass(frozen=True)
class Plan:
    """One run to be made.

    Args:
        scenario: what is rehearsed.
        condition: name of the condition.
        rows: the workload's input.
        count: how many events arrive.
        seed: decides everything that chance decides.
        world: where it runs: ``virtual`` or ``wire``.
    """

    scenario: Scenario
    condition: str
    rows: Rows
    count: int
    seed: int
    world: str = "virtual"

    @property
    def terms(self) -> Condition:
        """The condition itself."""
        return self.scenario.conditions[self.condition]


@dataclass(frozen=True)
class Run:
    """A run that was made.

    Args:
        plan: what was asked for.
        journal: everything that happened.
        history: the same, arranged for judging.
        faults: faults of the condition with how often each was injected.
        drifts: drift of the condition, at work.
        phases: when it was disturbed.
        ended: ``quiet`` when everything had settled, ``deadline`` when it was still going on, or why it stopped.
        obstacle: why nothing was rehearsed at all; ``None`` when something was.
    """

    plan: Plan
    journal: Journal
    history: History
    faults: Sequence[Fault]
    drifts: Sequence[Drift]
    phases: Phases
    ended: str
    obstacle: str | None = None


def run_not_begun(plan: Plan, obstacle: str) -> Run:
    """Return the run of a subject that did not start: an empty journal, and why."""
    journal = Journal(lambda: 0.0)
    required = frozenset(name for name, outcome in plan.scenario.outcomes.items() if outcome.required)
    settings = Settings(0.0, heals={}, required=required, webhook_timeouts={}, secrets={}, drifts=frozenset())
    return Run(plan, journal, History(journal, settings, {}), (), (), phases_of(plan.terms), obstacle, obstacle)


class Living(Protocol):
    """A subject as a process."""

    failure: BaseException | None

    async def start(self) -> None:
        """Start it and return when it is ready."""
        ...

    async def stop(self) -> None:
        """Let it shut down cleanly."""
        ...

    async def call(self, request: Request) -> Response:
        """Send it a request and return its answer."""
        ...

    def kill(self) -> int:
        """End it at once."""
        ...

    def revive(self) -> None:
        """Start it again."""
        ...

    async def replace(self) -> None:
        """Put a new instance in its place."""
        ...


class Stage(ABC):
    """Everything that one run is made of, whatever world it happens in.

    Args:
        project: where systems and subjects are found.
        plan: what is run.
    """

    clock: Clock
    life: Living

    def __init__(self, project: Project, plan: Plan) -> None:
        self.project = project
        self.plan = plan
        self.scenario = plan.scenario
        self.terms = plan.terms
        self.randomness = Randomness(plan.seed).branch(plan.scenario.name)
        self.chance = self.randomness.branch("condition", plan.condition)
        self.phases = phases_of(self.terms)
        self.systems: dict[str, System] = {}
        self.successors: dict[str, System] = {}
        self.couriers: list[SubjectCourier] = []
        self.faults: list[Fault] = []
        self.drifts: list[Drift] = []
        self.delivery_faults: defaultdict[str, list[DeliveryFault]] = defaultdict(list)
        self.role_drifts: defaultdict[str, list[Drift]] = defaultdict(list)
        self.correlator = Correlator(plan.scenario, self.drifts)
        self.secrets: dict[str, str] = {}
        self.status = ""
        self.replacing: asyncio.Task[None] | None = None

    @abstractmethod
    def url(self, role: str) -> str:
        """Return the address at which the subject finds the system in ``role``."""

    @abstractmethod
    def open(self, scratch: Path) -> AbstractAsyncContextManager[None]:
        """Make the world ready for the subject while the block lasts.

        Args:
            scratch: the run's own folder.
        """

    async def run(self, clock: Clock) -> Run:
        """Set up, let it happen, and gather what is left."""
        self.clock = clock
        self.start = clock.now()
        self.journal = Journal(clock.now)
        self.network = Network(clock, self.journal, self.correlator.of_exchange, self.correlator.describe)
        self.ledger = Ledger(self.journal, self.network, self.scenario.outcomes, self.correlator.original)
        self.observation = Observation(self.journal, self.correlator.of_report)
        self._build_systems()
        with self.folder() as scratch:
            async with self.open(Path(scratch)):
                self.variables = self._variables(scratch)
                await self.life.start()
                self.start = clock.now()  # a process takes its time to start, and a schedule begins when it is there
                self._build_disturbances()
                ended = await self._rehearse()
        history = History(self.journal, self._settings(), self._surfaces())
        return Run(self.plan, self.journal, history, self.faults, self.drifts, self.phases, ended)

    def folder(self) -> AbstractContextManager[str]:
        """Return a folder of the run's own, which is gone afterwards."""
        return tempfile.TemporaryDirectory(prefix="windtunnel-")

    def texts(self) -> Iterator[str]:
        """Yield everything that can name a service."""
        subject = self.scenario.subject
        yield from subject.command
        for settings in (
            subject.environment,
            self.terms.environment,
            *(each.environment for each in self.terms.redeploy),
        ):
            yield from settings.values()

    # Setting up

    def _build_systems(self) -> None:
        for role, choice in self.scenario.systems.items():
            self.systems[role] = self._attach(role, role, choice)
        for number, redeployment in enumerate(self.terms.redeploy):
            for role, choice in redeployment.systems.items():
                place = successor_of(role, number)
                self.successors[place] = self._attach(role, place, choice)

    def _attach(self, role: str, place: str, choice: SystemChoice) -> System:
        """Build the system that plays ``role`` at the address of ``place``."""
        stream = self.randomness.stream("options", place)
        options = resolve(dict(choice.options), self.plan.rows, self.plan.count, stream)
        system = build(self.project, choice.use, self.clock, self.randomness.branch(place), options)
        system.service_time = ServiceTime(system.profile.latency, self.randomness.stream("latency", place))
        system.on_effect = self.ledger.observer(role)
        self.network.attach(host_of(place), Site(role, system.name, system))
        self._note_secrets(place, system)
        return system

    def _note_secrets(self, role: str, system: System) -> None:
        for credential in system.profile.credentials:
            if credential.secret:
                self.secrets[f"{role}.{credential.name}"] = system.credentials[credential.name]

    def _build_disturbances(self) -> None:
        keys = EventKeys(self.scenario, self.plan.rows, self.plan.count)
        for index, description in enumerate(map(keys.addressed, self.terms.faults)):
            fault = self.make_fault(index, description, self.chance.stream("fault", str(index)))
            fault.target = self.systems.get(description.on)
            self.faults.append(fault)
            if isinstance(fault, KillSubject):
                fault.subject = self.life
            if isinstance(fault, DeliveryFault):
                self.delivery_faults[description.on].append(fault)
            if isinstance(fault, ExchangeFault):
                for site in self._sites_of(description.on):
                    site.interceptors.append(fault)
        for index, change in enumerate(self.terms.drift):
            system = self.systems[change.on]
            drift = change.build(system.contract, self.chance.stream("drift", str(index)), self.start)
            drift.target = system
            self.drifts.append(drift)
            self.role_drifts[change.on].append(drift)
            self.site(change.on).interceptors.append(drift)
            system.reshape = partial(self._reshape, drift, system.reshape)
        for role, terms in self.terms.quotas.items():
            for name, factor in terms.items():
                self.systems[role].scale_quota(factor, None if name == "scale" else name)

    def _reshape(self, drift: Drift, before: Any, payload: Any) -> Any:
        reshaped = before(payload)
        return drift.reshape(reshaped) if drift.active(self.clock.now()) else reshaped

    def make_fault(self, index: int, description: FaultDescription, random: Random) -> Fault:
        """Return a fault of the condition, at work in this world."""
        return description.build(random, self.start)

    def places_of(self, role: str) -> list[str]:
        """Return every place where ``role`` is played in this run, one after another."""
        return [role, *(place for place in self.successors if place.rpartition("-")[0] == role)]

    def _sites_of(self, role: str) -> list[Site]:
        return [self.site(place) for place in self.places_of(role)]

    def site(self, role: str) -> Site:
        """Return the place of the system in ``role``."""
        site = self.network.site(host_of(role))
        assert site is not None
        return site

    def _make_couriers(self) -> dict[str, str]:
        received: dict[str, str] = {}
        for role, path in self.scenario.subject.webhooks.items():
            courier = self._courier(role, partial(self.correlator.of_delivery, role))
            self.systems[role].courier = courier
            known = self.systems[role].connect(f"https://{SUBJECT_HOST}{path}")
            for name, value in known.items():
                received[f"{role.upper()}_{name.upper()}"] = value
                self.secrets[f"{role}.{name}"] = value
        return received

    def _courier(self, role: str, key_of: KeyOf, *, answers_are_outcomes: bool = False) -> SubjectCourier:
        disturbances = self.delivery_faults[role], self.role_drifts[role]
        given = (role, self.life.call, self.clock, self.journal, key_of, *disturbances)
        courier = self.make_courier()(*given, answers_are_outcomes=answers_are_outcomes)
        self.couriers.append(courier)
        return courier

    def make_courier(self) -> Callable[..., SubjectCourier]:
        """Return what makes a courier of this world, from the arguments of ``SubjectCourier``."""
        return SubjectCourier

    def _inlet(self) -> Inlet:
        workload = self.scenario.workload
        if workload.call is None:
            assert workload.on is not None
            return SystemInlet(workload, self.systems[workload.on], self.ledger, self.journal)
        url = f"https://{SUBJECT_HOST}"
        return CallInlet(workload.call, url, self._call_courier, self.ledger, self.clock, self.journal)

    def _call_courier(self, key_of: KeyOf) -> SubjectCourier:
        outcomes = self.scenario.outcomes.values()
        wanted = any(each.required and each.on == SUBJECT for each in outcomes)
        return self._courier(SUBJECT, key_of, answers_are_outcomes=wanted)

    def given(self) -> dict[str, str]:
        """Return what the templates of this world's subject can say besides what every world knows."""
        return {}

    def _variables(self, scratch: str) -> dict[str, str]:
        variables = self._make_couriers()
        folder = str(whereabouts(self.scenario.file).parent)
        given = {"scratch": scratch, "folder": folder, "input": str(whereabouts(self.plan.rows.file)), **self.given()}
        for role, system in self.systems.items():
            variables |= environment.variables_of_role(role, system.name, self.url(role), system.credentials)
            given |= environment.names_of_role(role, self.url(role), system.credentials)
        self.names = given | {name.lower().replace("_", ".", 1): value for name, value in variables.items()}
        templates = {**self.scenario.subject.environment, **self.terms.environment}
        return variables | environment.settings(templates, self.plan.rows, self.names)

    def without_secrets(self, text: str) -> str:
        """Return ``text`` with the run's secrets blotted out, in whatever form they appear."""
        return without_secrets(text, self.secrets)

    # Letting it happen

    async def _rehearse(self) -> str:
        times = self._plan_arrivals()
        self._plan_states()
        self._plan_redeployments()
        ended = await self._settle(times[-1] if times else 0.0)
        breakdown = await self._breakdown()
        if breakdown is not None:
            return breakdown
        await self._ask_status()
        await self.life.stop()
        return ended

    async def _breakdown(self) -> str | None:
        """Return what the subject broke down at while it ran."""
        if self.replacing is not None:
            try:
                await self.replacing
            except SubjectCrashed as error:
                return f"crashed: the subject's successor did not start: {error}"
        if self.life.failure is not None:
            return f"crashed: the subject did not start again: {self.life.failure}"
        return None

    def _plan_arrivals(self) -> Sequence[float]:
        arrivals = self.terms.arrivals or self.scenario.workload.arrivals
        stream = self.randomness.stream("arrivals")
        times = arrival_times(arrivals, self.terms.load, self.plan.count, stream)
        inlet = self._inlet()
        for number, (at, row) in enumerate(zip(times, self.plan.rows.take(self.plan.count), strict=True)):
            self.clock.call_at(self.start + at, partial(inlet.arrive, number, row))
        return times

    def _plan_states(self) -> None:
        states = [fault for fault in self.faults if isinstance(fault, StateFault)]
        for fault in states:
            for begin, end in fault.spans():
                self.clock.call_at(self.start + begin, partial(self._change_state, fault, True))
                if end is not None:
                    self.clock.call_at(self.start + end, partial(self._change_state, fault, False))

    def _plan_redeployments(self) -> None:
        for number, redeployment in enumerate(self.terms.redeploy):
            replace = partial(self._replace_subject, number, redeployment)
            self.clock.call_at(self.start + redeployment.at, replace)

    def _replace_subject(self, number: int, redeployment: Redeployment) -> None:
        for role in redeployment.systems:
            place = successor_of(role, number)
            system = self.successors[place]
            self.variables |= environment.variables_of_role(role, system.name, self.url(place), system.credentials)
        self.variables |= environment.settings(redeployment.environment, self.plan.rows, self.names)
        replacing = self._replace_after(self.replacing)
        self.replacing = asyncio.get_running_loop().create_task(replacing, name="redeployment")
        systems = {role: choice.use for role, choice in redeployment.systems.items()}
        self.journal.append(Kind.TRANSITION, "harness", "redeployed", systems=systems)

    async def _replace_after(self, before: asyncio.Task[None] | None) -> None:
        """Replace the subject, once it is replaced that is being replaced: in real time that may last."""
        if before is not None:
            await before
        await self.life.replace()

    def _change_state(self, fault: StateFault, begins: bool) -> None:
        (fault.begin if begins else fault.end)()
        role = fault.description.on
        self.journal.append(Kind.FAULT, role, fault.name, state="begins" if begins else "ends")

    async def _settle(self, last_arrival: float) -> str:
        """Wait until nothing has happened for the scenario's quiet time, or its deadline has passed."""
        disturbed = self.phases.disturbed_until if self.phases.disturbed_until != float("inf") else 0.0
        earliest = self.start + max(last_arrival, disturbed)
        latest = earliest + self.scenario.deadline
        length, since = len(self.journal), self.clock.now()
        while self.clock.now() < latest:
            await self.clock.sleep(min(STEP_SECONDS, self.scenario.quiet / STEPS_MIN))
            busy = len(self.journal) != length or any(courier.pending for courier in self.couriers)
            if busy or self.clock.now() < earliest:
                length, since = len(self.journal), self.clock.now()
            elif self.clock.now() - since >= self.scenario.quiet:
                return "quiet"
        return "deadline"

    async def _ask_status(self) -> None:
        path = self.scenario.subject.status
        if path is None:
            return
        try:
            answer = await self.life.call(Request("GET", path, headers={"host": SUBJECT_HOST}))
        except (SubjectCrashed, SubjectGone) as error:
            self.observation.audit.append(str(error))
            return
        self.status = answer.body.decode("utf-8", "replace")

    # What is left

    def _settings(self) -> Settings:
        return Settings(
            start=self.start,
            heals={role: self.start + end for role, end in self.phases.heals.items()},
            required=frozenset(name for name, outcome in self.scenario.outcomes.items() if outcome.required),
            webhook_timeouts={
                role: system.profile.webhooks.timeout_seconds
                for role, system in self.systems.items()
                if system.profile.webhooks is not None
            },
            secrets=self.secrets,
            drifts=frozenset(drift.name for drift in self.drifts),
            skew_seconds=SKEW_SECONDS[self.plan.world],
            spacings={
                (role, operation): quota.window_seconds
                for role, system in self.systems.items()
                for quota in system.profile.quotas
                for operation in quota.operations
                if quota.limit == 1 and quota.window_seconds is not None
            },
        )

    def _surfaces(self) -> dict[str, Sequence[str]]:
        crashes = [crash for courier in self.couriers for crash in courier.crashes]
        return {
            "audit": self.observation.audit,
            "log": self.observation.logs,
            "status": [self.status],
            "answers": crashes,
            "records written": self.ledger.written,
        }
