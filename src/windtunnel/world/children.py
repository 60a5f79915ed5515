"""Processes that must not outlive the one that started them."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

PR_SET_PDEATHSIG = 1
LEASH = Path(__file__).with_name("leash.py")


def die_with_parent() -> Callable[[], None] | None:
    """Return a ``preexec_fn`` that has the kernel kill the child when this process dies, however it dies.

    It holds for the child alone, not for what the child starts, and on Linux only; elsewhere there is none.
    """
    if sys.platform != "linux":
        return None
    starter, library = os.getpid(), ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != starter:  # it died before it was asked for
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_the_kernel


def end_with_parent() -> None:
    """Have this process, a worker of ``multiprocessing``, killed once the process that made it is gone.

    Such a worker waits for work for ever: it holds the queue open itself. Without a parent nothing happens.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), name="end-with-parent", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGKILL)


class Leash:
    """Ends groups of processes when this process is gone: children, and what they started.

    A process of its own does it, from the first group on. Without it everything would go on as well: it is for the case
    that this process is killed, so that what goes wrong with it is not told.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self, group: int) -> None:
        """Have a group ended when this process is gone."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-S", str(LEASH)], stdin=subprocess.PIPE, bufsize=0, start_new_session=True
            )
        self._tell(f"hold {group}\n")

    def forget(self, group: int) -> None:
        """Let go of a group that has ended: its number may be given to somebody else."""
        self._tell(f"forget {group}\n")

    def close(self) -> None:
        """End what is still held."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def _tell(self, command: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(command.encode())
