"""The life of a subject that is a process of its own, in the wire world."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from windtunnel.kernel.clock import Clock
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.children import Leash, die_with_parent
from windtunnel.world.http import Request, Response

from .life import SubjectGone

READY_SECONDS = 30.0
POLL_SECONDS = 0.05
STOP_SECONDS = 15.0
READ_OUT_SECONDS = 5.0
DRAIN_SECONDS = 20.0
LINE_BYTES_MAX = 1 << 20
LINES_TOLD = 5


@dataclass(frozen=True)
class Program:
    """What is started.

    Args:
        command: the program and its arguments.
        environment: all of its variables.
        folder: where it runs.
        port: where it listens on loopback.
        ready: path that answers with 2xx once it is ready; ``None`` when a listening port is enough.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    port: int
    ready: str | None = None


@dataclass
class Child:
    """A process that was started, with what it writes.

    Args:
        process: it, the leader of a group of its own.
        line: gets every line.
        clock: the world's clock.
    """

    process: asyncio.subprocess.Process
    line: Callable[[str], None]
    clock: Clock
    last: list[str] = field(default_factory=list)
    """The last lines, for error messages."""
    readers: list[asyncio.Task[None]] = field(default_factory=list)

    def read(self) -> None:
        """Begin to read what it writes."""
        streams = (self.process.stdout, self.process.stderr)
        self.readers = [asyncio.create_task(self._read(stream)) for stream in streams if stream is not None]

    async def read_out(self) -> None:
        """Wait until everything is read that an ended process has written.

        Somebody who left its group may hold its output open for ever, so that this is bounded.
        """
        if self.readers:
            _, unread = await asyncio.wait(self.readers, timeout=READ_OUT_SECONDS)
            for reader in unread:
                reader.cancel()

    async def end(self) -> None:
        """Ask it to end, end it when it does not, and whatever it started and left running; read what it wrote last."""
        if self.process.returncode is None:
            self.signal(signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self.exited()
        self.signal(signal.SIGKILL)
        await self.exited()
        await self.read_out()

    async def exited(self) -> None:
        """Wait until it has ended; asyncio's own ``wait`` waits for everybody who holds its output open as well."""
        while self.process.returncode is None:
            await self.clock.sleep(POLL_SECONDS)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and everything that it started."""
        with suppress(ProcessLookupError):  # all of them have ended by themselves meanwhile
            os.killpg(self.process.pid, number)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await _line(stream):
            self._take(line.decode("utf-8", "replace").rstrip("\n"))

    def _take(self, text: str) -> None:
        self.last = [*self.last[1 - LINES_TOLD :], text]
        self.line(text)


class ProcessLife:
    """A subject in a process: started, called over HTTP, killed with SIGKILL, started again.

    Args:
        program: returns what is started; asked at each start.
        clock: the world's clock.
        told: gets every line that the process writes.
        called: what error messages call it.
        successor: returns what takes its place without a gap, on another port; without it, the old process ends
            before the new one starts.
        shown: returns what error messages may show of a line that the process wrote.
        leash: holds the process and what it starts.
    """

    def __init__(
        self,
        program: Callable[[], Program],
        clock: Callable[[], Clock],
        told: Callable[[str], None],
        *,
        called: str = "the subject",
        successor: Callable[[], Program] | None = None,
        shown: Callable[[str], str] = str,
        leash: Leash | None = None,
    ) -> None:
        self._program = program
        self._successor = successor
        self._called = called
        self._port = 0
        self._calls: Counter[int] = Counter()
        self._clock = clock
        self._told = told
        self._shown = shown
        self._leash = leash
        self._child: Child | None = None
        self._killed: Child | None = None
        self._starting: asyncio.Task[None] | None = None
        self.began = asyncio.Event()
        """Set once it was ready for the first time."""
        self._client = httpx.AsyncClient(trust_env=False, timeout=None, limits=httpx.Limits(max_connections=None))  # noqa: S113 - the caller bounds each call
        self.failure: BaseException | None = None

    async def start(self) -> None:
        """Start the process and wait until it is ready.

        Raises:
            SubjectCrashed: it cannot be started, ends, or is not ready in time.
        """
        program = self._program()
        self._child = await self._spawn(program)
        self._port = program.port
        await self._until_ready(program, self._child)
        self.began.set()

    async def _spawn(self, program: Program) -> Child:
        child = Child(await _spawn(program), self._told, self._clock())
        if self._leash is not None:
            self._leash.hold(child.process.pid)
        child.read()
        return child

    async def _end(self, child: Child) -> None:
        await child.end()
        if self._leash is not None:
            self._leash.forget(child.process.pid)

    async def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        await self.settled()
        if self._child is not None:
            await self._end(self._child)
        await self._client.aclose()

    async def replace(self) -> None:
        """Start a successor, let it take over, and ask the old process to end once it has answered what it was asked.

        One port holds one process, though: without a successor elsewhere, the old process ends first.

        Raises:
            SubjectCrashed: the new one failed to start.
        """
        old = self._child
        if old is None or self._successor is None:
            if old is not None:
                await self._end(old)
            await self.start()
            return
        program = self._successor()
        new = await self._spawn(program)
        try:
            await self._until_ready(program, new)
        finally:
            before, self._port = self._port, program.port
            self._child = new
            await self._until_answered(before)
            await self._end(old)

    async def _until_answered(self, port: int) -> None:
        """Wait until whoever listens there has answered what it was asked, for a bounded time."""
        clock = self._clock()
        latest = clock.now() + DRAIN_SECONDS
        while self._calls[port] and clock.now() < latest:
            await clock.sleep(POLL_SECONDS)

    def kill(self) -> int:
        """End the process, and what it started, with SIGKILL."""
        if self._child is None or self._child.process.returncode is not None:
            return 0
        self._killed = self._child
        self._child.signal(signal.SIGKILL)
        return 1

    def revive(self) -> None:
        """Start it again, unless it runs or is about to."""
        self._starting = asyncio.create_task(self._restart(self._starting))

    async def settled(self) -> None:
        """Wait until a revival is over, whatever came of it."""
        if self._starting is not None:
            await self._starting

    async def call(self, request: Request) -> Response:
        """Send ``request`` and return the answer.

        Raises:
            SubjectGone: nobody listens, or the connection broke.
        """
        port = self._port
        url = f"http://127.0.0.1:{port}{request.target}"
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        self._calls[port] += 1
        try:
            answer = await self._client.request(request.method, url, headers=headers, content=request.body)
        except httpx.ConnectError as error:
            raise SubjectGone("refused") from error
        except httpx.TransportError as error:
            raise SubjectGone("reset") from error
        finally:
            self._calls[port] -= 1
        return Response(answer.status_code, list(answer.headers.multi_items()), answer.content)

    async def _restart(self, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await earlier
        running = self._child is not None and self._child.process.returncode is None
        if running and self._killed is not self._child:
            return
        try:
            if self._child is not None:
                await self._end(self._child)
            await self.start()
        except SubjectCrashed as error:
            if self._killed is not self._child:  # one that dies while it starts is started again by the next revival
                self.failure = error

    async def _until_ready(self, program: Program, child: Child) -> None:
        clock = self._clock()
        latest = clock.now() + READY_SECONDS
        while clock.now() < latest:
            if child.process.returncode is not None:
                await child.read_out()
                raise SubjectCrashed(f"{self._called} ended with {child.process.returncode}{self._words(child)}")
            if await self._is_ready(program):
                return
            await clock.sleep(POLL_SECONDS)
        child.signal(signal.SIGKILL)
        raise SubjectCrashed(f"{self._called} was not ready within {READY_SECONDS:g} s{self._words(child)}")

    def _words(self, child: Child) -> str:
        words = " | ".join(line.strip() for line in child.last)
        return f": {self._shown(words)}" if words else ", and wrote nothing"

    async def _is_ready(self, program: Program) -> bool:
        try:
            if program.ready is None:
                _, writer = await asyncio.open_connection("127.0.0.1", program.port)
                writer.close()
                return True
            answer = await self._client.get(f"http://127.0.0.1:{program.port}{program.ready}", timeout=READY_SECONDS)
        except (OSError, httpx.TransportError):
            return False
        return answer.is_success


async def _spawn(program: Program) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_BYTES_MAX,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    except OSError as error:
        raise SubjectCrashed(f"{program.command[0]} cannot be started: {error.strerror}") from error


async def _line(stream: asyncio.StreamReader) -> bytes:
    """Return the next line; the rest of one that is too long is dropped."""
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line that was too long)\n"
