"""Servers and workers that tests start, and that are gone when the tests are."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

WAIT_SECONDS = 30.0
START_SECONDS = 90.0
"""RabbitMQ takes 6 s of processor time to start, and a busy machine many times as long."""


def listens(port: int) -> bool:
    """Tell whether somebody accepts connections on ``port``."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], what: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait for an observable condition, for a bounded time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what}: waited {seconds} s for nothing"
        time.sleep(0.01)


class Process:
    """A program in a process group of its own, with its output in a file."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, env=environment, start_new_session=True, cwd=log.parent
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def wait(self, seconds: float = WAIT_SECONDS) -> int:
        """Return its exit code."""
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it and its children at once, without a chance to say goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self, seconds: float = WAIT_SECONDS) -> None:
        """Ask it to end; insist after a while."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait()

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for a condition; fail with the output when the process ends before."""
        wait_until(lambda: not self.alive or condition(), what, START_SECONDS)
        assert self.alive, self.output()

    def output(self) -> str:
        """Return what it has written."""
        return self._log.read_text(errors="replace")
