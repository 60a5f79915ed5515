"""Events per second at one, ten and a hundred times the volume, and over sockets with one and two workers.

The subjects are reference integrations with a queue: a call comes in, the queue carries it, systems and an AI are
asked, and something is written on. In the virtual world (``order-routing``) everything runs on one core, as fast as it
can. Over sockets (``supplier-invoices``) the workers are processes that take from one queue in a NATS server; systems
answer as slowly as they do in life, so that figure tells how much a second worker adds, and not how fast the machine
is.

Virtual runs are measured in seconds of processor time, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Event, Kind
from windtunnel.scenario.model import Arrivals, Condition, load
from windtunnel.scenario.process import ProcessLife, Program
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.wire_run import WireStage
from windtunnel.scenario.workload import read_rows
from windtunnel.world.http import Request, Response
from windtunnel.world.ports import free_port

VIRTUAL_SCENARIO, VIRTUAL_OUTCOME = "order-routing", "told"
WIRE_SCENARIO, WIRE_OUTCOME = "supplier-invoices", "posted"
EVENTS = 10
VOLUMES = (1, 10, 100)
WIRE_EVENTS = 60
WIRE_RATE = 20.0
WORKERS = (1, 2)
SETTLED_SECONDS = 2.0
WIRE_SETTINGS: Mapping[str, str] = {
    "BROKER_URL": "{nats.url}",
    "INVOICES_STORE_PATH": "{scratch}/invoices.sqlite",
    "INVOICES_QUEUE_DEPTH": "100000",
}


@dataclass(frozen=True)
class Figure:
    """What one run took.

    Args:
        events: how many arrived.
        seconds: over sockets from the first arrival to the last effect; of processor time otherwise.
        effects: how many had their outcome; the others are with a person.
    """

    events: int
    seconds: float
    effects: int

    @property
    def rate(self) -> float:
        """Events per second."""
        return self.events / self.seconds


class Workers:
    """Several subjects that share the work: calls go round.

    Args:
        lives: one per process.
    """

    def __init__(self, lives: Sequence[ProcessLife]) -> None:
        self._lives = lives
        self._next: Iterator[ProcessLife] = itertools.cycle(lives)
        self.failure: BaseException | None = None

    async def start(self) -> None:
        """Start them one after the other: the first one makes the tables."""
        for life in self._lives:
            await life.start()

    async def stop(self) -> None:
        """Stop them all."""
        await asyncio.gather(*(life.stop() for life in self._lives))

    async def call(self, request: Request) -> Response:
        """Send a request to the next one."""
        return await next(self._next).call(request)

    def kill(self) -> int:
        """Kill them all."""
        return sum(life.kill() for life in self._lives)

    def revive(self) -> None:
        """Start them again."""
        for life in self._lives:
            life.revive()

    async def replace(self) -> None:
        """Replace them one by one."""
        for life in self._lives:
            await life.replace()


class Team(WireStage):
    """A run over sockets with several workers."""

    def __init__(self, project: Project, plan: Plan, workers: int) -> None:
        super().__init__(project, plan, SETTLED_SECONDS)
        lives = [self._worker(free_port()) for _ in range(workers)]
        self.life, self.began = Workers(lives), lives[0].began

    def _worker(self, port: int) -> ProcessLife:
        def program() -> Program:
            self.port = port
            return self.program()

        return ProcessLife(program, lambda: self.clock, self.told)


def plan_of(project: Project, name: str, condition: Condition, count: int) -> Plan:
    """Return a plan of a scenario with one condition of its own."""
    scenario = load(project, name)
    rows = read_rows(
        scenario.file.parent / scenario.workload.input, scenario.workload.columns, scenario.workload.fields
    )
    prepared = scenario.model_copy(update={"conditions": {"calm": condition}, "quiet": 20.0, "deadline": 180.0})
    return Plan(prepared, "calm", rows, count, seed=1)


def effects_of(run: Run, outcome: str) -> Sequence[Event]:
    """Return the effects that count.

    Raises:
        SystemExit: one came twice: the figure would mean nothing.
    """
    effects = [event for event in run.history.of(Kind.EFFECT) if event.data.get("outcome") == outcome]
    if len({event.key for event in effects}) != len(effects):
        raise SystemExit("an event had its outcome twice")
    return effects


def in_virtual_time(project: Project, volume: int) -> Figure:
    """Measure ``volume`` times the usual number of events in the virtual world."""
    calm = Condition(environment={"ORDER_QUEUE_DEPTH": "100000"}, arrivals=Arrivals(every=5.0))
    plan = plan_of(project, VIRTUAL_SCENARIO, calm, EVENTS * volume)
    started = time.process_time()
    run = run_condition(project, plan)
    return Figure(plan.count, time.process_time() - started, len(effects_of(run, VIRTUAL_OUTCOME)))


def over_sockets(project: Project, workers: int) -> Figure:
    """Measure a burst over sockets, shared by ``workers`` processes."""
    burst = Arrivals(poisson=WIRE_RATE)
    calm = Condition(environment=WIRE_SETTINGS, arrivals=burst, quotas={"erp": {"scale": 10.0}})
    plan = plan_of(project, WIRE_SCENARIO, calm, WIRE_EVENTS)
    run = asyncio.run(_run(project, replace(plan, world="wire"), workers))
    effects = effects_of(run, WIRE_OUTCOME)
    return Figure(plan.count, effects[-1].at - run.history.settings.start, len(effects))


async def _run(project: Project, plan: Plan, workers: int) -> Run:
    return await Team(project, plan, workers).run(LoopClock.live(asyncio.get_running_loop()))


def show_volumes(project: Project, volumes: Sequence[int]) -> None:
    """Print how time grows with the volume."""
    in_virtual_time(project, 1)  # what is imported and parsed once is not what is measured
    first: Figure | None = None
    for volume in volumes:
        figure = in_virtual_time(project, volume)
        first = first or figure
        ratio = (figure.seconds / first.seconds) / (figure.events / first.events)
        print(f"{line(f'virtual world, {volume}x', figure)}  {ratio:.2f} of the time per event at {volumes[0]}x")


def show_workers(project: Project, teams: Sequence[int]) -> None:
    """Print what further workers add."""
    first: Figure | None = None
    for workers in teams:
        figure = over_sockets(project, workers)
        first = first or figure
        print(f"{line(f'wire world, {workers} at work', figure)}  {figure.rate / first.rate:.2f} of the first rate")


def line(name: str, figure: Figure) -> str:
    """Return one line of the table."""
    rate = f"{figure.events:>6} events {figure.seconds:>7.2f} s {figure.rate:>8.1f}/s"
    return f"{name:<24} {rate} {figure.effects:>5} done"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volumes", type=int, nargs="*", default=list(VOLUMES))
    parser.add_argument("--workers", type=int, nargs="*", default=list(WORKERS))
    asked = parser.parse_args()
    project = Project.around(Path.cwd())
    print(f"events per second; virtual: {VIRTUAL_SCENARIO}, wire: {WIRE_SCENARIO}")
    show_volumes(project, asked.volumes)
    show_workers(project, asked.workers)


if __name__ == "__main__":
    main()
