"""Keeps code inside its virtual world: no sockets, no threads, no reading of the machine's clock.

Library code (the standard library, installed packages) that reads a clock is given virtual time, because nobody can
pass it another one. Code of the project under test is refused, with the place that asked: it would behave
differently in production time and in virtual time, and nobody would know.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.randomness import Randomness

from .early_bound import EarlyBound
from .virtual_loop import caller

_LIBRARY_ROOTS = tuple(
    str(Path(path).resolve()) + os.sep
    for path in {*(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
)
INHERITED = object()
"""Stands for what a class did not define itself before it was guarded."""
_BUNDLED = f"{os.sep}_bundled{os.sep}"
CLOCK_NAMES = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
"""Functions of ``time`` whose clock moves while code waits; that of processor time does not, and is left alone."""
BROKEN_DOWN = {"localtime": 0, "gmtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}
"""Functions of ``time`` that read the clock unless they are given a time, with the position of that argument."""
CHOSEN = ("clock_gettime", "clock_gettime_ns")
"""Functions of ``time`` that read whichever clock they are asked for."""
TAKES_SECONDS = ("localtime", "gmtime", "ctime")
REPLACEMENTS = {
    "time": "the clock that was passed in: clock.now()",
    "sleep": "await clock.sleep(seconds)",
    "datetime": "datetime.fromtimestamp(clock.now(), UTC)",
    "uuid4": "the id source or random stream that was passed in",
}


@lru_cache(maxsize=4096)
def is_library(filename: str) -> bool:
    """Tell whether a source file belongs to the standard library or an installed package, not to a project."""
    if filename.startswith("<"):
        return True
    resolved = str(Path(filename).resolve())
    return _BUNDLED not in resolved and resolved.startswith(_LIBRARY_ROOTS)


def _refuse(what: str, instead: str) -> None:
    raise EscapeError(f"{caller()} {what}; use {instead}")


def _clock_reader(name: str, read: Callable[[], float]) -> Callable[[], float]:
    scale = 1_000_000_000 if name.endswith("_ns") else 1

    def guarded() -> float:
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse(f"read the machine's clock (time.{name})", REPLACEMENTS["time"])
        value = read() * scale
        return int(value) if scale != 1 else value

    return guarded


def _broken_down(name: str, read: Callable[[], float], given: int) -> Callable[..., Any]:
    """Guard a function that reads the clock when its last argument, number ``given``, is left out."""
    real, localtime = getattr(time, name), time.localtime

    def guarded(*args: Any) -> Any:
        if len(args) > given and args[given] is not None:
            return real(*args)
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse(f"read the machine's clock (time.{name})", REPLACEMENTS["datetime"])
        return real(*args[:given], read() if name in TAKES_SECONDS else localtime(read()))

    return guarded


def _guarded_sleep(seconds: float) -> None:
    _refuse(f"blocked the world (time.sleep({seconds!r}))", REPLACEMENTS["sleep"])


def _guarded_class(real: type[Any], readers: Mapping[str, Callable[..., Any]]) -> type[Any]:
    """Return a class that stands for ``datetime`` or ``date``, with those class methods guarded that read the clock."""

    class Meta(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return issubclass(subclass, real)

    class Guarded(real, metaclass=Meta):  # type: ignore[misc]  # the class as it is at run time
        """A class of ``datetime`` whose readers of the machine's clock are guarded."""

        def __new__(cls, *args: Any, **kwargs: Any) -> Any:
            return real.__new__(real, *args, **kwargs)

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            """Let models that are made meanwhile treat it as what it stands for."""
            return handler(real)

    for name, read in readers.items():
        setattr(Guarded, name, staticmethod(_guarded_reader(f"{real.__name__}.{name}", read)))
    return Guarded


def _guarded_reader(name: str, read: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse(f"read the machine's clock ({name})", REPLACEMENTS["datetime"])
        return read(*args, **kwargs)

    return guarded


class _Calendar:
    """``datetime`` and ``date`` as a world shows them; made once, for a class takes longer to make than an event.

    Attributes:
        now: tells the time of the world that is running.
        patches: where they are put.
    """

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.time
        moment, day = dt.datetime, dt.date
        readers: Mapping[str, Callable[..., Any]] = {
            "now": lambda tz=None: moment.fromtimestamp(self.now(), tz),
            "utcnow": lambda: moment.fromtimestamp(self.now(), dt.UTC).replace(tzinfo=None),
            "today": lambda: moment.fromtimestamp(self.now()),
        }
        today = {"today": lambda: day.fromtimestamp(self.now())}
        self.patches = [(dt, "datetime", _guarded_class(moment, readers)), (dt, "date", _guarded_class(day, today))]

    @contextlib.contextmanager
    def showing(self, now: Callable[[], float]) -> Iterator[None]:
        """Show the time of one world."""
        before, self.now = self.now, now
        try:
            yield
        finally:
            self.now = before


def _guarded_uuid4(randomness: Randomness) -> Callable[[], uuid.UUID]:
    def guarded() -> uuid.UUID:
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse("drew an id from the machine (uuid.uuid4)", REPLACEMENTS["uuid4"])
        return uuid.UUID(int=randomness.stream("escape", "uuid4").getrandbits(128), version=4)

    return guarded


def _refuse_thread(thread: threading.Thread) -> None:
    _refuse(f"started a thread ({thread.name})", "asyncio tasks of the world's loop")


def _refuse_connection(sock: socket.socket, address: object) -> None:
    _refuse(f"opened a socket to {address!r}", "the transport that was passed in")


def _refuse_address(host: object, *args: object, **kwargs: object) -> None:
    _refuse(f"looked up the address of {host!r}", "the transport that was passed in")


def _refuse_process(process: object, args: object = None, *more: object, **kwargs: object) -> None:
    _refuse(f"started a process ({args})", "what the world offers, or take it out of the virtual world")


def _refuse_fork() -> None:
    _refuse("forked", "asyncio tasks of the world's loop")


def _chosen_clock(name: str, now: Callable[[], float], elapsed: Callable[[], float]) -> Callable[[int], float]:
    """Guard a function that reads the clock which its argument names."""
    scale, real = (1_000_000_000 if name.endswith("_ns") else 1), getattr(time, name)

    def guarded(clock_id: int) -> float:
        if clock_id not in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC):
            return float(real(clock_id)) if scale == 1 else int(real(clock_id))
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse(f"read the machine's clock (time.{name})", REPLACEMENTS["time"])
        value = (now() if clock_id == time.CLOCK_REALTIME else elapsed()) * scale
        return int(value) if scale != 1 else value

    return guarded


def _patches(clock: Clock, randomness: Randomness) -> list[tuple[object, str, object]]:
    start = clock.now()
    elapsed = {"monotonic": lambda: clock.now() - start, "perf_counter": lambda: clock.now() - start}
    patches: list[tuple[object, str, object]] = []
    patches += [
        (time, name, _clock_reader(name, elapsed.get(name.removesuffix("_ns"), clock.now))) for name in CLOCK_NAMES
    ]
    patches += [
        *((time, name, _broken_down(name, clock.now, given)) for name, given in BROKEN_DOWN.items()),
        (time, "sleep", _guarded_sleep),
        *((time, name, _chosen_clock(name, clock.now, elapsed["monotonic"])) for name in CHOSEN if hasattr(time, name)),
        *CALENDAR.patches,
        (uuid, "uuid4", _guarded_uuid4(randomness)),
        (os, "urandom", lambda size: randomness.stream("escape", "urandom").randbytes(size)),
        (threading.Thread, "start", _refuse_thread),
        (socket.socket, "connect", _refuse_connection),
        (socket.socket, "connect_ex", _refuse_connection),
        (socket.socket, "bind", _refuse_connection),
        (socket, "getaddrinfo", _refuse_address),
        (subprocess.Popen, "__init__", _refuse_process),
        *((os, name, _refuse_fork) for name in ("fork", "forkpty") if hasattr(os, name)),
    ]
    return patches


CALENDAR = _Calendar()
EARLY_BOUND = EarlyBound()


def _release_newcomers(originals: Mapping[int, object]) -> None:
    """Give modules that were imported meanwhile what they would have bound outside."""
    for module, attribute in EARLY_BOUND.newcomers(originals):
        setattr(module, attribute, originals[id(vars(module)[attribute])])


@contextlib.contextmanager
def confined(clock: Clock, randomness: Randomness) -> Iterator[None]:
    """Guard this process while a virtual world runs.

    Args:
        clock: what library code is shown as the time.
        randomness: where library code's entropy comes from.
    """
    patches = _patches(clock, randomness)
    functions = [(getattr(owner, name), guard) for owner, name, guard in patches if isinstance(owner, ModuleType)]
    patches += EARLY_BOUND.names({id(original): guard for original, guard in functions})
    originals = [(owner, name, vars(owner).get(name, INHERITED)) for owner, name, _ in patches]
    random_state = random.getstate()
    random.seed(randomness.stream("escape", "random").getrandbits(64))
    for owner, name, guard in patches:
        setattr(owner, name, guard)
    try:
        with CALENDAR.showing(clock.now):
            yield
    finally:
        for owner, name, original in originals:
            if original is INHERITED:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
        _release_newcomers({id(guard): original for original, guard in functions})
        random.setstate(random_state)
