"""One condition of a scenario, run over real sockets, in real time, against a subject in a process of its own."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import orjson

from windtunnel.content.project import Project
from windtunnel.fault import FaultDescription, Onward
from windtunnel.fault.strike import Fault
from windtunnel.fault.tls_failure import TlsFailure, presented_at_handshake
from windtunnel.kernel.clock import LoopClock
from windtunnel.world.certificates import Authority
from windtunnel.world.children import Leash
from windtunnel.world.courier import DeliveryOutcome
from windtunnel.world.edge import CONTROL_PREFIX, Edge
from windtunnel.world.flawed_tls import Presented
from windtunnel.world.http import Request, Response, text_response
from windtunnel.world.ports import free_port
from windtunnel.world.server import Server, bind

from .courier import SubjectCourier
from .environment import fill
from .fronts import SERVER_VARIABLE, Fronts, Passage
from .history import History
from .phases import FOREVER
from .process import ProcessLife, Program
from .scaling import on_the_wire, terms_of
from .services import Services
from .settling import everything_done, settled_seconds
from .stage import Plan, Run, Stage
from .witness import witnessed

HOSTS = ("localhost", "127.0.0.1", "::1")
LOOK_SECONDS = 0.25
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
"""Variables of the harness that a subject gets, too; nothing else leaks in."""


def run_on_wire(project: Project, plan: Plan) -> Run:
    """Run one condition over sockets.

    Raises:
        UsageError: the scenario cannot be set up.
        SubjectCrashed: the subject does not start.
    """
    terms = terms_of(plan.scenario, plan.condition)
    scenario = on_the_wire(plan.scenario, plan.condition)
    count = min(plan.count, terms.count or plan.count)
    settled = settled_seconds(scenario, plan.condition, terms)
    return asyncio.run(_run(project, replace(plan, scenario=scenario, count=count, world="wire"), settled))


async def _run(project: Project, plan: Plan, settled: float) -> Run:
    return await WireStage(project, plan, settled).run(LoopClock.live(asyncio.get_running_loop()))


class PatientCourier(SubjectCourier):
    """A courier that sets out once the subject was ready for the first time: nobody tells a vendor of it before.

    Args:
        began: set then.
        given, options: see ``SubjectCourier``.
    """

    def __init__(self, began: asyncio.Event, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._began = began

    async def _deliver(self, onward: Onward, done: Callable[[DeliveryOutcome], None]) -> None:
        await self._began.wait()
        await super()._deliver(onward, done)


@dataclass(frozen=True)
class Reported:
    """A line in which the subject reports something of itself."""

    kind: str
    system: str | None
    operation: str | None
    key: str | None
    fields: Mapping[str, Any]


class WireStage(Stage):
    """A run over loopback: simulators on HTTPS sockets, the subject in a process.

    Args:
        project: where systems and subjects are found.
        plan: what is run.
        settled: how many seconds nothing may happen once everything is done, before the run is over.
    """

    def __init__(self, project: Project, plan: Plan, settled: float) -> None:
        super().__init__(project, plan)
        self.settled = settled
        self.port = free_port()
        self.ca_file = Path()
        self.servers: dict[str, Server] = {}
        self.passages: dict[str, Passage] = {}
        self.ports: dict[str, int] = {}
        self.fronts = Fronts(
            os.environ.get(SERVER_VARIABLE), seed=str(plan.seed), name=f"{plan.scenario.name}-{os.getpid()}"
        )
        moves = self.scenario.subject.python is not None  # nobody but the harness has to know where it listens
        successor = self._successor if moves else None
        self.leash = Leash()
        process = ProcessLife(
            self.program,
            lambda: self.clock,
            self.told,
            successor=successor,
            shown=self.without_secrets,
            leash=self.leash,
        )
        self.life, self.began = process, process.began
        self.service_log: list[str] = []
        self.services = Services(lambda: self.clock, self.service_log.append)

    def url(self, role: str) -> str:
        """Return the HTTPS address of a simulator."""
        return f"https://localhost:{self.ports[role]}"

    def make_fault(self, index: int, description: FaultDescription, random: Random) -> Fault:
        """Return a fault as sockets show it: in a TCP proxy, at the handshake, or at the edge."""
        if description.through is not None:
            return self.fronts.fault(index, description, random, self.start, self.places_of(description.on))
        fault = super().make_fault(index, description, random)
        if isinstance(fault, TlsFailure):
            fault.over_sockets = True
        return fault

    def given(self) -> dict[str, str]:
        """Name the port, the certificate authority and the addresses that webhooks go to."""
        own = f"http://127.0.0.1:{self.port}"
        webhooks = {f"{role}.webhook_url": own + path for role, path in self.scenario.subject.webhooks.items()}
        return {
            "port": str(self.port),
            "ca_file": str(self.ca_file),
            "url": own,
            **webhooks,
            **self.services.names(),
        }

    @asynccontextmanager
    async def open(self, scratch: Path) -> AsyncIterator[None]:
        """Serve the simulators; whatever happens, no process is left behind."""
        authority = Authority(scratch / "authority")
        self.ca_file = authority.file
        async with AsyncExitStack() as stack:
            stack.enter_context(closing(self.leash))
            if any(fault.through for fault in self.terms.faults):
                await stack.enter_async_context(self.fronts)
            for place in (*self.systems, *self.successors):
                await self._serve(place, authority, stack)
            await self._warm_up()
            await self.services.start(self.texts(), scratch, stack)
            stack.push_async_callback(self.life.stop)
            stack.enter_context(witnessed(self))
            yield

    async def _serve(self, place: str, authority: Authority, stack: AsyncExitStack) -> None:
        site, passage = self.site(place), Passage()
        site.interceptors.append(passage)

        def presented() -> Presented | None:
            passage.connected()
            return presented_at_handshake(site.interceptors, self.clock.now())

        context = authority.switching_context(HOSTS, presented)
        server = Server(Edge(self.network, site, _no_control), bind(), context)
        passage.open_connections = lambda: server.open_connections
        await server.start()
        stack.push_async_callback(server.stop)
        self.servers[place], self.passages[place], self.ports[place] = server, passage, server.port
        if any(fault.through and place in self.places_of(fault.on) for fault in self.terms.faults):
            self.ports[place] = await self.fronts.put(place, server.port, passage)

    async def _warm_up(self) -> None:
        """Ask every simulator once for what is no part of it: the first handshake and the first call cost the most."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=None) as client:  # noqa: S113 - our own servers
            for place in self.servers:
                await client.get(f"{self.url(place)}{CONTROL_PREFIX}")

    def make_courier(self) -> Callable[..., SubjectCourier]:
        """Return what makes a courier that waits for a subject to be there."""
        return partial(PatientCourier, self.began)

    async def _settle(self, last_arrival: float) -> str:
        """Wait until nothing has happened for long enough, which is shorter once everything is done."""
        ended = asyncio.create_task(super()._settle(last_arrival), name="settling")
        done = asyncio.create_task(self._done(last_arrival), name="done")
        try:
            await asyncio.wait([ended, done], return_when=asyncio.FIRST_COMPLETED)
            return ended.result() if ended.done() else done.result()
        finally:
            ended.cancel()
            done.cancel()
            await asyncio.gather(ended, done, return_exceptions=True)

    async def _done(self, last_arrival: float) -> str:
        """Return once everything is done, and nothing has happened since for a while."""
        disturbed = self.phases.disturbed_until if self.phases.disturbed_until != FOREVER else 0.0
        earliest = self.start + max(last_arrival, disturbed)
        length, since = len(self.journal), self.clock.now()
        while True:
            await self.clock.sleep(LOOK_SECONDS)
            now = self.clock.now()
            busy = len(self.journal) != length or any(courier.pending for courier in self.couriers)
            if busy or now < earliest:
                length, since = len(self.journal), now
            elif now - since >= self.settled:
                if everything_done(History(self.journal, self._settings(), {})):
                    return "quiet"
                since = now  # it is looked at again later, since looking costs something

    def _successor(self) -> Program:
        self.port = free_port()
        return self.program()

    def program(self) -> Program:
        """Return what is started as the subject."""
        subject = self.scenario.subject
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        variables = {**inherited, **self.variables, "SSL_CERT_FILE": str(self.ca_file), "PORT": str(self.port)}
        ready = subject.ready.http if subject.ready else None
        if subject.python is not None:
            root = str(self.project.roots[0])
            host = [sys.executable, "-m", "windtunnel.scenario.subject_host", subject.python]
            command = [*host, "--project", root, "--port", str(self.port), "--seed", str(self.plan.seed)]
            return Program(command, variables, self.project.roots[0], self.port, ready)
        command = [fill(part, self.names) for part in subject.command]
        return Program(command, variables, self.scenario.file.parent, self.port, ready)

    def told(self, line: str) -> None:
        """Take what the subject wrote: a report, or a log line."""
        report = _report_of(line)
        if report is None:
            self.observation.logs.append(line)
        else:
            self.observation.record(report)


def _report_of(line: str) -> Reported | None:
    if not line.startswith("{"):
        return None
    try:
        data = orjson.loads(line)
        return Reported(data["kind"], data["system"], data["operation"], data["key"], dict(data["fields"]))
    except (ValueError, KeyError, TypeError):
        return None


def _no_control(request: Request) -> Response:
    """A subject has no business with the control API."""
    return text_response("there is no control API in a rehearsal", 404)
