"""Stopping a search that is under way, and keeping what it has found."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Literal

METHOD: Literal["fork", "spawn"] = "fork" if hasattr(os, "fork") else "spawn"
"""How the processes of a search are started."""


class Halt:
    """Asks all processes of a search to begin no more worlds."""

    def __init__(self) -> None:
        self._asked = multiprocessing.get_context(METHOD).Event()

    @property
    def asked(self) -> bool:
        """Whether the search is to stop."""
        return self._asked.is_set()

    @contextmanager
    def on_interrupt(self) -> Iterator[None]:
        """Have the first interrupt ask, while the block lasts; the next one interrupts as ever."""

        def ask(number: int, frame: FrameType | None) -> None:
            self._asked.set()
            signal.signal(signal.SIGINT, before)

        before = signal.signal(signal.SIGINT, ask)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
