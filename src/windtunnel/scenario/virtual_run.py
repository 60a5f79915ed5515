"""One condition of a scenario, run in a virtual world: one process, virtual time, no sockets."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx

from windtunnel.content.project import Project
from windtunnel.kernel.errors import UsageError
from windtunnel.world.asgi import Application
from windtunnel.world.escape import confined
from windtunnel.world.transport import VirtualTransport
from windtunnel.world.virtual_clock import VirtualClock
from windtunnel.world.virtual_loop import VirtualLoop, run_virtual

from .observation import LogCapture
from .resources import CountedLife
from .stage import Plan, Run, Stage, host_of
from .witness import witnessed


def run_condition(project: Project, plan: Plan) -> Run:
    """Run one condition on a virtual loop of its own.

    Raises:
        UsageError: the scenario cannot be set up: a system, an option or the subject is wrong.
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
    """
    return run_virtual(_run(project, plan))


async def _run(project: Project, plan: Plan) -> Run:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return await VirtualStage(project, plan).run(VirtualClock(loop))


NOWHERE = os.devnull
"""Where a run's own folder would be, had its subject asked for one."""


class VirtualStage(Stage):
    """A run inside one process; the subject is an object, and dies as far as Python can make it."""

    def __init__(self, project: Project, plan: Plan) -> None:
        super().__init__(project, plan)
        self.life = CountedLife(self._make_subject, self)

    def url(self, role: str) -> str:
        """Return an address that exists in this world only."""
        return f"https://{host_of(role)}"

    def folder(self) -> AbstractContextManager[str]:
        """Make a folder only for a subject that is told of it; to make and remove one is a twentieth of a small run."""
        return super().folder() if any("{scratch" in text for text in self.texts()) else nullcontext(NOWHERE)

    @asynccontextmanager
    async def open(self, scratch: Path) -> AsyncIterator[None]:
        """Confine the subject to this world, and keep what it logs."""
        reference = self.plan.scenario.subject.python
        if reference is None:
            message = "a subject that is a command runs in the wire world: add --world wire"
            raise UsageError(message, file=self.plan.scenario.file, place="subject.command")
        self.create = _factory(self.project, reference)
        with confined(self.clock, self.randomness), LogCapture(self.observation.logs), witnessed(self):
            yield

    def _make_subject(self) -> Application:
        try:
            application: Application = self.create(
                self.variables,
                clock=self.clock,
                random=self.randomness.stream("subject"),
                transports=self._transport,
                audit=self.observation,
            )
        except (TypeError, ValueError) as error:
            raise UsageError(f"{self.scenario.subject.python} could not be made: {error}") from error
        return application

    def _transport(self, role: str) -> httpx.AsyncBaseTransport:
        return VirtualTransport(self.network)


@lru_cache(maxsize=64)
def _factory(project: Project, reference: str) -> Any:
    return project.object(reference)
