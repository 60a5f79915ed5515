"""An asyncio event loop on virtual time: it jumps to the next timer instead of waiting for it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
import sys
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Mapping
from contextvars import Context, ContextVar
from types import FrameType
from typing import Any, NoReturn, TypeVar
from weakref import WeakKeyDictionary

from windtunnel.kernel.errors import EscapeError, WindtunnelError

from .watchdog import Hung, watched

T = TypeVar("T")
OWNER: ContextVar[object | None] = ContextVar("owner", default=None)
"""On whose behalf code runs; tasks inherit it, so that all tasks of one owner can be found."""
CLOCK_RESOLUTION_SECONDS = 1e-6
"""Timers closer together than this count as simultaneous; far above the rounding of a float of 100 years."""
TURNS_MAX = 500_000
"""After so many turns the loop makes sure that time has passed; the most at one instant in a bundled scenario is 89."""
TURNS_WATCHED = 100
"""How many more turns it watches who keeps it busy, when none has."""
SPINNERS_TOLD_MAX = 10


class StandstillError(WindtunnelError):
    """Virtual time will never pass again.

    StandstillError
    ├── DeadlockError    every task waits
    ├── LivelockError    tasks run for ever at one instant
    └── HangError        one callback never returns
    """


class DeadlockError(StandstillError):
    """Every task waits for something that nothing in the world will ever do; the message lists the tasks."""


class LivelockError(StandstillError):
    """Tasks or callbacks run on and on while no time passes; the message lists them."""


class HangError(StandstillError):
    """One callback runs on and on; the message says whose it is and where it was."""


class NothingToSelect(selectors.BaseSelector):
    """A selector without file descriptors, for a loop that never asks it to wait."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return that nothing is ready."""
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> NoReturn:
        """Refuse: there are no file descriptors in a virtual world."""
        raise EscapeError(f"{caller()} registered a file descriptor; a virtual world has none")

    def unregister(self, fileobj: Any) -> NoReturn:
        """Refuse: nothing can be registered."""
        raise KeyError(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """Return that nothing is registered."""
        return {}


class VirtualLoop(asyncio.SelectorEventLoop):
    """The event loop of a virtual world.

    Tasks run in asyncio's own order, timers in the order of their time and then of their creation, so one seed gives
    one history. Sockets, name look-ups, subprocesses and threads are refused with the place in the code that asked for
    them.

    The turns of the loop are its own: asyncio's ask for the time, for file descriptors and for debugging on each, which
    took a tenth of a run.
    """

    _ready: deque[asyncio.Handle]
    _stopping: bool

    def __init__(self) -> None:
        self.now = 0.0
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._timers_counted = itertools.count()
        self._owners: WeakKeyDictionary[asyncio.Task[Any], object] = WeakKeyDictionary()
        """Every task, in the order of creation, with whom it belongs to; ``None`` where it is nobody's."""
        super().__init__(NothingToSelect())

    def run_until_complete(self, future: Generator[Any, None, T] | Awaitable[T]) -> T:
        """Run until ``future`` is there.

        Raises:
            StandstillError: time will never pass again.
        """
        with watched(running_in):
            try:
                return super().run_until_complete(future)
            except Hung as hung:
                _hear(hung)
                raise HangError(describe_hang(hung)) from None

    def call_soon(  # type: ignore[override]  # asyncio's stub takes variadic types
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run ``callback`` in the next turn."""
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]  # asyncio's stub takes variadic types
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run ``callback`` when the loop's time is ``when``."""
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._timers_counted), timer))
        return timer

    def call_later(  # type: ignore[override]  # asyncio's stub takes variadic types
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run ``callback`` after ``delay`` seconds."""
        return self.call_at(self.now + delay, callback, *args, context=context)

    def get_debug(self) -> bool:
        """Return that nothing is debugged: asyncio would time callbacks with a clock that stands still."""
        return False

    def _run_once(self) -> None:
        """Run many turns, until the loop is told to stop; asyncio calls this again and again until it is.

        Counted like this, turns cost nothing; a look at the clock on each would cost more than their other upkeep.

        Raises:
            DeadlockError: nothing is ready and nothing is planned.
            LivelockError: something was ready in each of ``TURNS_MAX`` turns, all at one instant.
        """
        began = self.now
        self._turn(TURNS_MAX)
        if self._stopping or self._time_passed_since(began):
            return
        spinners = self._watch()
        if not (self._stopping or self._time_passed_since(began)):
            raise LivelockError(describe_livelock(spinners))

    def _turn(self, times: int) -> None:
        """Run all that is ready; when nothing is, jump to the next timer first."""
        ready, timers = self._ready, self._timers
        for _ in range(times):
            if not ready and not self._stopping:
                self._jump()
            if timers and timers[0][0] < self.now + CLOCK_RESOLUTION_SECONDS:
                self._ring()
            for _ in range(len(ready)):
                handle = ready.popleft()
                if not handle._cancelled:
                    handle._run()
            if self._stopping:
                return

    def _time_passed_since(self, moment: float) -> bool:
        """Return whether the loop's time is another; steps too small to be told apart are none."""
        return self.now - moment >= CLOCK_RESOLUTION_SECONDS

    def _watch(self) -> Counter[str]:
        """Run some more turns, and return in how many of them which tasks and callbacks ran."""
        ran: Counter[str] = Counter()
        for _ in range(TURNS_WATCHED):
            if self._stopping:
                break
            if not self._ready:
                self._jump()
            self._ring()
            ran.update({_who(handle) for handle in self._ready if not handle.cancelled()})
            self._turn(1)
        return ran

    def _jump(self) -> None:
        timers = self._timers
        while timers and timers[0][2].cancelled():
            heapq.heappop(timers)
        if not timers:
            raise DeadlockError(describe_deadlock(self))
        self.now = max(self.now, timers[0][0])

    def _ring(self) -> None:
        """Make ready what is due."""
        timers, due_before = self._timers, self.now + CLOCK_RESOLUTION_SECONDS
        while timers and timers[0][0] < due_before:
            self._ready.append(heapq.heappop(timers)[2])

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave the timer where it is; it is passed over when its time comes."""

    def create_task(self, coro: Any, **options: Any) -> asyncio.Task[Any]:
        """Create a task and remember its place among all tasks and its owner."""
        if self.get_task_factory() is None:  # asyncio's own way there costs as much as the task
            self._check_closed()  # type: ignore[attr-defined]  # asyncio internals
            task: asyncio.Task[Any] = asyncio.Task(coro, loop=self, **options)
        else:
            task = super().create_task(coro, **options)
        context = options.get("context")
        self._owners[task] = OWNER.get() if context is None else context.get(OWNER)
        return task

    def known(self) -> list[asyncio.Task[Any]]:
        """Return every task that somebody holds, whether it has ended or not, oldest first."""
        return list(self._owners)

    def unfinished(self) -> list[asyncio.Task[Any]]:
        """Return every task that has not ended, oldest first."""
        return [task for task in self._owners if not task.done()]

    def owned_by(self, owner: object) -> list[asyncio.Task[Any]]:
        """Return every task of ``owner`` that has not ended, oldest first."""
        return [task for task in self.unfinished() if self._owners[task] is owner]

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self.now

    def _make_self_pipe(self) -> None:
        """Do without the wake-up socket: no other thread may wake a virtual loop."""

    def _close_self_pipe(self) -> None:
        """Nothing was opened."""

    def _asyncgen_finalizer_hook(self, agen: AsyncGenerator[Any, Any]) -> None:
        """Close a forgotten generator on the loop; asyncio's own hook expects it to die in another thread."""
        self._asyncgens.discard(agen)  # type: ignore[attr-defined]  # asyncio internals
        if not self.is_closed():
            self.call_soon(self.create_task, agen.aclose())

    def _write_to_self(self) -> None:
        """Wake nobody."""

    def _refuse(self, what: str) -> NoReturn:
        raise EscapeError(f"{caller()} asked for {what}; a virtual world has none")

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> NoReturn:  # type: ignore[override]  # refused
        """Refuse threads."""
        self._refuse(f"a thread (to run {getattr(func, '__qualname__', func)})")

    def call_soon_threadsafe(  # type: ignore[override]  # refused
        self, callback: Any, *args: Any, context: Any = None
    ) -> NoReturn:
        """Refuse calls from other threads."""
        self._refuse("a call from another thread")

    async def getaddrinfo(self, host: Any, port: Any, **kwargs: Any) -> NoReturn:
        """Refuse name look-ups."""
        self._refuse(f"the address of {host!r}")

    async def create_connection(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse sockets."""
        self._refuse("a network connection")

    async def create_server(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse sockets."""
        self._refuse("a listening socket")

    async def create_datagram_endpoint(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse sockets."""
        self._refuse("a datagram socket")

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse processes."""
        self._refuse("a subprocess")

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse processes."""
        self._refuse("a shell")


def caller() -> str:
    """Return ``file:line in function`` of the nearest frame outside asyncio and this module."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        name = frame.f_globals.get("__name__", "")
        if name != __name__ and not name.startswith(("asyncio", "windtunnel.world.escape")):
            break
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_qualname}"


def describe_deadlock(loop: VirtualLoop) -> str:
    """Return a message that names every task that is still waiting and where."""
    waiting = loop.unfinished()
    lines = [f"  {task.get_name()}: {_where(task)}" for task in waiting]
    return "\n".join([f"deadlock: nothing is scheduled and {len(lines)} task(s) wait", *lines])


def describe_livelock(spinners: Mapping[str, int]) -> str:
    """Return a message that names whatever runs on, the busiest first.

    Args:
        spinners: in how many of the last ``TURNS_WATCHED`` turns each of them ran.
    """
    busiest = sorted(spinners.items(), key=lambda each: (-each[1], each[0]))
    lines = [f"  {who}, in {turns} of {TURNS_WATCHED} turns" for who, turns in busiest[:SPINNERS_TOLD_MAX]]
    if left := len(busiest) - len(lines):
        lines.append(f"  and {left} more")
    return "\n".join([f"livelock: no time has passed for {TURNS_MAX} turns of the loop, which these keep busy", *lines])


def describe_hang(hung: Hung) -> str:
    """Return a message that names the callback and the innermost place that it was interrupted at."""
    task = _task_of(hung.handle)
    who = _callback_of(hung.handle) if task is None else f"task {task.get_name()}"
    return f"hang: {who} keeps the loop, and has not given way for a long time; it was in {hung.place}"


def _hear(hung: Hung) -> None:
    """Take note of how the task ended that was interrupted, or asyncio would complain that nobody has."""
    task = _task_of(hung.handle)
    if task is not None and task.done() and not task.cancelled():
        task.exception()


def _who(handle: asyncio.Handle) -> str:
    """Return the name of the task and the place that it has reached, or the callback and where it is defined."""
    task = _task_of(handle)
    return _callback_of(handle) if task is None else f"{task.get_name()}: {_where(task)}"


def _task_of(handle: asyncio.Handle) -> asyncio.Task[Any] | None:
    task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]  # asyncio internals
    return task if isinstance(task, asyncio.Task) else None


def _callback_of(handle: asyncio.Handle) -> str:
    callback: Any = handle._callback  # type: ignore[attr-defined]  # asyncio internals
    function = getattr(callback, "func", callback)
    code = getattr(function, "__code__", None)
    place = f" at {code.co_filename}:{code.co_firstlineno}" if code is not None else ""
    return f"callback {getattr(function, '__qualname__', function)}{place}"


def _where(task: asyncio.Task[Any]) -> str:
    """Return the innermost place outside asyncio that the task has reached."""
    waiting: Any = task.get_coro()
    place = "not started"
    while (frame := getattr(waiting, "cr_frame", None)) is not None:
        if not frame.f_globals.get("__name__", "").startswith("asyncio") and waiting.cr_await is not None:
            place = f"{frame.f_code.co_qualname} at {frame.f_code.co_filename}:{frame.f_lineno}"
        waiting = waiting.cr_await
    return place


def running_in(frame: FrameType) -> asyncio.Handle | None:
    """Return the callback that a virtual loop is running, as its frames on the stack above ``frame`` say."""
    at: FrameType | None = frame
    while at is not None:
        if at.f_code is VirtualLoop._turn.__code__:
            handle: asyncio.Handle | None = at.f_locals.get("handle")
            return handle
        at = at.f_back
    return None


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` on a new virtual loop and close it, cancelling whatever is left.

    Raises:
        StandstillError: time will never pass again, or what is left cannot be ended.
    """
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        _close(loop)


def _close(loop: VirtualLoop) -> None:
    left = loop.unfinished()
    for task in left:
        task.cancel()
    try:
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    except StandstillError:
        for task in loop.unfinished():  # what cannot be ended has been told of; asyncio need not add to it
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio internals
        raise
    finally:
        loop.close()
