"""The life of a subject that is a process of its own, in the wire world."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from windtunnel.kernel.clock import Clock
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.children import die_with_parent
from windtunnel.world.http import Request, Response

from .life import SubjectGone

READY_SECONDS = 30.0
POLL_SECONDS = 0.05
STOP_SECONDS = 15.0
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
class Output:
    """Where the lines that a process writes go."""

    line: Callable[[str], None]
    last: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Pass a line on, and remember the last ones for error messages."""
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
    """

    def __init__(
        self,
        program: Callable[[], Program],
        clock: Callable[[], Clock],
        told: Callable[[str], None],
        *,
        called: str = "the subject",
        successor: Callable[[], Program] | None = None,
    ) -> None:
        self._program = program
        self._successor = successor
        self._called = called
        self._port = 0
        self._calls: Counter[int] = Counter()
        self._clock = clock
        self._output = Output(told)
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._killed: asyncio.subprocess.Process | None = None
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
        self._process = await _spawn(program)
        self._readers, self._port = self._read_all(self._process), program.port
        await self._until_ready(program, self._process)
        self.began.set()

    def _read_all(self, process: asyncio.subprocess.Process) -> list[asyncio.Task[None]]:
        streams = [stream for stream in (process.stdout, process.stderr) if stream is not None]
        return [asyncio.create_task(self._read(stream)) for stream in streams]

    async def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        await self.settled()
        if self._process is not None:
            await _end(self._process, self._readers)
        await self._client.aclose()

    async def replace(self) -> None:
        """Start a successor, let it take over, and ask the old process to end once it has answered what it was asked.

        One port holds one process, though: without a successor elsewhere, the old process ends first.

        Raises:
            SubjectCrashed: the new one failed to start.
        """
        old, readers = self._process, self._readers
        if old is None or self._successor is None:
            if old is not None:
                await _end(old, readers)
            await self.start()
            return
        program = self._successor()
        new = await _spawn(program)
        new_readers = self._read_all(new)
        try:
            await self._until_ready(program, new)
        finally:
            before, self._port = self._port, program.port
            self._process, self._readers = new, new_readers
            await self._until_answered(before)
            await _end(old, readers)

    async def _until_answered(self, port: int) -> None:
        """Wait until whoever listens there has answered what it was asked, for a bounded time."""
        clock = self._clock()
        latest = clock.now() + DRAIN_SECONDS
        while self._calls[port] and clock.now() < latest:
            await clock.sleep(POLL_SECONDS)

    def kill(self) -> int:
        """End the process, and what it started, with SIGKILL."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self._killed = self._process
        _signal(self._process, signal.SIGKILL)
        return 1

    def revive(self) -> None:
        """Start it again, unless it runs."""
        running = self._process is not None and self._process.returncode is None
        if running and self._killed is not self._process:
            return
        self._starting = asyncio.create_task(self._restart())

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

    async def _restart(self) -> None:
        try:
            if self._process is not None:
                await self._process.wait()
            await self.start()
        except SubjectCrashed as error:
            if self._killed is not self._process:  # one that dies while it starts is started again by the next revival
                self.failure = error

    async def _until_ready(self, program: Program, process: asyncio.subprocess.Process) -> None:
        clock = self._clock()
        latest = clock.now() + READY_SECONDS
        while clock.now() < latest:
            if process.returncode is not None:
                words = " | ".join(self._output.last)
                raise SubjectCrashed(f"{self._called} ended with {process.returncode}: {words}")
            if await self._is_ready(program):
                return
            await clock.sleep(POLL_SECONDS)
        _signal(process, signal.SIGKILL)
        words = " | ".join(self._output.last)
        raise SubjectCrashed(f"{self._called} was not ready within {READY_SECONDS:g} s: {words}")

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

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await _line(stream):
            self._output.take(line.decode("utf-8", "replace").rstrip("\n"))


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
            preexec_fn=die_with_parent,
        )
    except OSError as error:
        raise SubjectCrashed(f"{program.command[0]} cannot be started: {error.strerror}") from error


async def _end(process: asyncio.subprocess.Process, readers: Sequence[asyncio.Task[None]]) -> None:
    """Ask a process to end, end it when it does not, and read what it wrote last."""
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            _signal(process, signal.SIGKILL)
    await process.wait()
    await asyncio.gather(*readers)


async def _line(stream: asyncio.StreamReader) -> bytes:
    """Return the next line; the rest of one that is too long is dropped."""
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line that was too long)\n"


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to the process and everything that it started."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return  # it has ended by itself meanwhile
