"""mitmdump as a process, whatever it is told to do."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import WindtunnelError
from windtunnel.world.children import die_with_parent

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
LINES_TOLD = 5
CA_NAME = "mitmproxy-ca-cert.pem"
OPTIONS: Mapping[str, str] = {
    "connection_strategy": "lazy",  # or a host would be dialled before anything is decided
    "termlog_verbosity": "error",
    "flow_detail": "0",
}


class InterceptionFailed(WindtunnelError):
    """The proxy did not start."""


class Mitmdump:
    """mitmdump from its start to its end; it does not outlive whoever started it.

    Args:
        program: mitmdump.
        folder: where it keeps its certificate authority.
        line_bytes_max: the longest line that it may write.
    """

    def __init__(self, program: Path, folder: Path, line_bytes_max: int) -> None:
        self._program = program
        self._folder = folder
        self._line_bytes_max = line_bytes_max
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = asyncio.Event()
        self._complaints: list[str] = []

    @property
    def ca_file(self) -> Path:
        """The certificate authority that clients have to trust."""
        return self._folder / CA_NAME

    async def stop(self) -> None:
        """Stop the proxy, once everything is heard that it told; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
        await process.wait()
        if self._listening is not None:
            await self._listening
        await self._abandon()

    async def _launch(
        self,
        modes: Sequence[str],
        addon: Path,
        options: Mapping[str, str],
        environment: Mapping[str, str],
        channels: Sequence[int] = (),
    ) -> None:
        """Start it and wait until it accepts connections.

        Args:
            modes: what it does, in mitmproxy's words.
            addon: the script that it runs.
            options: of mitmproxy, besides those that it always has.
            environment: all of its variables but ``HOME``.
            channels: descriptors that it inherits.

        Raises:
            InterceptionFailed: it ended, or was not ready in time.
        """
        told = [part for mode in modes for part in ("--mode", mode)]
        arguments = [*told, "--scripts", str(addon), *self._settings(options)]
        self._process = process = await self._spawn(arguments, environment, channels)
        self._listening = asyncio.create_task(self._listen(process))
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._until_ready(process)
        except TimeoutError:
            await self.stop()
            raise InterceptionFailed(f"the proxy was not ready within {READY_SECONDS:g} s") from None

    async def _spawn(
        self, arguments: Sequence[str], environment: Mapping[str, str], channels: Sequence[int]
    ) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                str(self._program),
                *arguments,
                env={**environment, "HOME": str(self._folder)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                limit=self._line_bytes_max,
                pass_fds=channels,
                preexec_fn=die_with_parent(),
            )
        except OSError as error:
            await self._abandon()
            raise InterceptionFailed(f"{self._program} cannot be started: {error.strerror}") from error

    async def _abandon(self) -> None:
        """End what is done beside."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _settings(self, options: Mapping[str, str]) -> list[str]:
        given = {"confdir": str(self._folder), **OPTIONS, **options}
        return [part for name, value in given.items() for part in ("--set", f"{name}={value}")]

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        ready = asyncio.create_task(self._ready.wait())
        ended = asyncio.create_task(process.wait())
        await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if not self._ready.is_set():
            await self.stop()
            said = " | ".join(self._complaints)
            raise InterceptionFailed(f"the proxy ended with {ended.result()}: {said}")
        ended.cancel()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            self._take(line.decode("utf-8", "replace").strip())

    def _take(self, line: str) -> None:
        """Take a line that it wrote: by itself, it only complains."""
        self._complaints = [*self._complaints[1 - LINES_TOLD :], line]

    def _keep(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something beside, at most as long as the process runs."""
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
