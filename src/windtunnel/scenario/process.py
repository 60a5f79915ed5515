"""The life of a subject that is a process of its own, in the wire world."""

from __future__ import annotations

import asyncio
import os
import signal
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
    """

    def __init__(self, program: Callable[[], Program], clock: Callable[[], Clock], told: Callable[[str], None]) -> None:
        self._program = program
        self._clock = clock
        self._output = Output(told)
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._starting: asyncio.Task[None] | None = None
        self._client = httpx.AsyncClient(trust_env=False, timeout=None, limits=httpx.Limits(max_connections=None))  # noqa: S113 - the caller bounds each call
        self.failure: BaseException | None = None

    async def start(self) -> None:
        """Start the process and wait until it is ready.

        Raises:
            SubjectCrashed: it cannot be started, ends, or is not ready in time.
        """
        program = self._program()
        try:
            self._process = await asyncio.create_subprocess_exec(
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
        streams = [stream for stream in (self._process.stdout, self._process.stderr) if stream is not None]
        self._readers = [asyncio.create_task(self._read(stream)) for stream in streams]
        await self._until_ready(program, self._process)

    async def stop(self) -> None:
        """Ask the process to end, and end it when it does not."""
        if self._starting is not None:
            await self._starting
        await self._end()
        await self._client.aclose()

    async def _end(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            _signal(process, signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                self.kill()
        if process is not None:
            await process.wait()
            await asyncio.gather(*self._readers)

    async def replace(self) -> None:
        """Ask the process to end, then start it anew: one port holds one process.

        Raises:
            SubjectCrashed: the new one failed to start.
        """
        await self._end()
        await self.start()

    def kill(self) -> int:
        """End the process, and what it started, with SIGKILL."""
        if self._process is None or self._process.returncode is not None:
            return 0
        _signal(self._process, signal.SIGKILL)
        return 1

    def revive(self) -> None:
        """Start it again."""
        self._starting = asyncio.create_task(self._restart())

    async def call(self, request: Request) -> Response:
        """Send ``request`` and return the answer.

        Raises:
            SubjectGone: nobody listens, or the connection broke.
        """
        url = f"http://127.0.0.1:{self._program().port}{request.target}"
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        try:
            answer = await self._client.request(request.method, url, headers=headers, content=request.body)
        except httpx.ConnectError as error:
            raise SubjectGone("refused") from error
        except httpx.TransportError as error:
            raise SubjectGone("reset") from error
        return Response(answer.status_code, list(answer.headers.multi_items()), answer.content)

    async def _restart(self) -> None:
        try:
            if self._process is not None:
                await self._process.wait()
            await self.start()
        except SubjectCrashed as error:
            self.failure = error

    async def _until_ready(self, program: Program, process: asyncio.subprocess.Process) -> None:
        clock = self._clock()
        latest = clock.now() + READY_SECONDS
        while clock.now() < latest:
            if process.returncode is not None:
                raise SubjectCrashed(f"the subject ended with {process.returncode}: {' | '.join(self._output.last)}")
            if await self._is_ready(program):
                return
            await clock.sleep(POLL_SECONDS)
        self.kill()
        raise SubjectCrashed(f"the subject was not ready within {READY_SECONDS:g} s: {' | '.join(self._output.last)}")

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
