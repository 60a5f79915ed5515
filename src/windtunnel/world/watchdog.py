"""Ends a callback of a virtual loop that never returns: nothing else in the process could."""

from __future__ import annotations

import signal
import threading
from asyncio import Handle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from weakref import ref

PATIENCE_SECONDS = 30.0
"""Processor time that one callback may take; the most in a bundled scenario is far below a second."""
AVAILABLE = hasattr(signal, "setitimer")
"""Whether the platform has the timer; Windows has none, and there a callback that never returns hangs the run."""

Running = Callable[[FrameType], Handle | None]
"""Finds the callback that a loop is running, from the frame that was interrupted."""


class Hung(KeyboardInterrupt):
    """Raised in the middle of the callback; of this kind since asyncio lets nothing else through.

    Args:
        handle: the callback.
        frame: where it was.
    """

    def __init__(self, handle: Handle, frame: FrameType) -> None:
        super().__init__("a callback has not returned")
        self.handle = handle
        self.place = f"{frame.f_code.co_qualname} at {frame.f_code.co_filename}:{frame.f_lineno}"


@contextmanager
def watched(running: Running) -> Iterator[None]:
    """Interrupt a callback that is still the same after ``PATIENCE_SECONDS`` of processor time.

    Processor time, and not time on the wall, since a machine may be busy with other things. A timer looks now and then,
    so it can take twice as long; between two looks it costs nothing. Only the main thread of a process can be
    interrupted; in any other nothing is watched.

    Raises:
        Hung: in the callback.
    """
    if not AVAILABLE or threading.current_thread() is not threading.main_thread():
        yield
        return
    seen: list[ref[Handle]] = []
    """Weakly, since what a loop's tasks are held by decides what it finds among them."""

    def look(number: int, frame: FrameType | None) -> None:
        handle = None if frame is None else running(frame)
        if frame is not None and handle is not None and handle in [each() for each in seen]:
            raise Hung(handle, frame)
        seen[:] = [] if handle is None else [ref(handle)]

    before = signal.signal(signal.SIGVTALRM, look)
    timer = signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE_SECONDS, PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, *timer)
        signal.signal(signal.SIGVTALRM, before)
