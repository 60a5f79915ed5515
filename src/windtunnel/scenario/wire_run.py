"""One condition of a scenario, run over real sockets, in real time, against a subject in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from windtunnel.content.project import Project
from windtunnel.kernel.clock import LoopClock
from windtunnel.world.certificates import Authority
from windtunnel.world.edge import Edge
from windtunnel.world.http import Request, Response, text_response
from windtunnel.world.server import Server, bind

from .environment import fill
from .process import ProcessLife, Program
from .scaling import on_the_wire, terms_of
from .stage import Plan, Run, Stage
from .witness import witnessed

HOSTS = ("localhost", "127.0.0.1", "::1")
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
    return asyncio.run(_run(project, replace(plan, scenario=scenario, count=count, world="wire")))


async def _run(project: Project, plan: Plan) -> Run:
    return await WireStage(project, plan).run(LoopClock.live(asyncio.get_running_loop()))


@dataclass(frozen=True)
class Reported:
    """A line in which the subject reports something of itself."""

    kind: str
    system: str | None
    operation: str | None
    key: str | None
    fields: Mapping[str, Any]


class WireStage(Stage):
    """A run over loopback: simulators on HTTPS sockets, the subject in a process."""

    def __init__(self, project: Project, plan: Plan) -> None:
        super().__init__(project, plan)
        self.port = _free_port()
        self.ca_file = Path()
        self.servers: dict[str, Server] = {}
        self.life = ProcessLife(self._program, lambda: self.clock, self._told)

    def url(self, role: str) -> str:
        """Return the HTTPS address of a simulator."""
        return self.servers[role].url

    def given(self) -> dict[str, str]:
        """Name the port, the certificate authority and the addresses that webhooks go to."""
        own = f"http://127.0.0.1:{self.port}"
        webhooks = {f"{role}.webhook_url": own + path for role, path in self.scenario.subject.webhooks.items()}
        return {"port": str(self.port), "ca_file": str(self.ca_file), "url": own, **webhooks}

    @asynccontextmanager
    async def open(self, scratch: Path) -> AsyncIterator[None]:
        """Serve the simulators; whatever happens, no process is left behind."""
        authority = Authority(scratch / "authority")
        self.ca_file = authority.file
        async with AsyncExitStack() as stack:
            for role in self.systems:
                server = Server(
                    Edge(self.network, self.site(role), _no_control), bind(), authority.server_context(HOSTS)
                )
                await server.start()
                stack.push_async_callback(server.stop)
                self.servers[role] = server
            stack.push_async_callback(self.life.stop)
            stack.enter_context(witnessed(self))
            yield

    def _program(self) -> Program:
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

    def _told(self, line: str) -> None:
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


def _free_port() -> int:
    with bind() as probe:
        return int(probe.getsockname()[1])
