"""The owner's side of the watchdog."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from windtunnel.kernel.errors import WindtunnelError

PROGRAM = Path(__file__).with_name("watchdog.py")
HELD_SECONDS_MAX = 15.0
END_SECONDS_MAX = 60.0


class GuardFailed(WindtunnelError):
    """The watchdog did not take a lease, so no fault may be made."""


class Guard:
    """A watchdog process, while the block lasts. It outlives this process just as long as it needs to put things right.

    Args:
        url: of the control API of the proxy server.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: asyncio.subprocess.Process | None = None
        self._numbers = itertools.count(1)
        self._lock = asyncio.Lock()

    @property
    def process_id(self) -> int:
        """The watchdog's process id."""
        assert self._process is not None, "the watchdog has not been started"
        return self._process.pid

    async def __aenter__(self) -> Self:
        """Start the watchdog, in a session of its own: what ends this process's group does not end it."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(PROGRAM),
            self._url,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the watchdog put right what is still held, and end."""
        process = self._process
        assert process is not None, "the watchdog has not been started"
        assert process.stdin is not None
        if error is None:  # else a command may still be on its way to the server
            with contextlib.suppress(GuardFailed):
                await self._tell({"end": True})
        process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS_MAX):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def hold(self, kind: str, proxy: str, *, toxic: str | None = None, seconds: float | None = None) -> str:
        """Have something put right after ``seconds``, or when this process is gone, and return the lease's id.

        Args:
            kind: ``toxic``, ``closed`` or ``proxy``.
            proxy: which proxy it is about.
            toxic: which toxic of it.
            seconds: how long; ``None``: as long as this process lives.

        Raises:
            GuardFailed: the watchdog does not answer.
        """
        lease = str(next(self._numbers))
        command: dict[str, Any] = {"hold": lease, "kind": kind, "proxy": proxy, "toxic": toxic, "seconds": seconds}
        async with self._lock:
            await self._tell(command)
            await self._until_held(lease)
        return lease

    async def forget(self, lease: str) -> None:
        """Give a lease back: what it was about has been put right."""
        async with self._lock:
            await self._tell({"forget": lease})

    async def _tell(self, command: dict[str, Any]) -> None:
        assert self._process is not None, "the watchdog has not been started"
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            await self._process.stdin.drain()
        except OSError as error:
            raise GuardFailed(f"the watchdog is gone: {error}") from error

    async def _until_held(self, lease: str) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(HELD_SECONDS_MAX):
                line = await self._process.stdout.readline()
        except TimeoutError:
            line = b""
        if not line or json.loads(line) != {"held": lease}:
            raise GuardFailed("the watchdog took no lease")
