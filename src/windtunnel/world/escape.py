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
import sys
import sysconfig
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.randomness import Randomness

from .virtual_loop import caller

_LIBRARY_ROOTS = tuple(
    str(Path(path).resolve()) + os.sep
    for path in {*(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
)
_BUNDLED = f"{os.sep}_bundled{os.sep}"
CLOCK_NAMES = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
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


def _guarded_sleep(seconds: float) -> None:
    _refuse(f"blocked the world (time.sleep({seconds!r}))", REPLACEMENTS["sleep"])


def _guarded_datetime(read: Callable[[], float]) -> type[dt.datetime]:
    real = dt.datetime

    class Meta(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

        def __subclasscheck__(cls, subclass: type) -> bool:
            return issubclass(subclass, real)

    class GuardedDatetime(real, metaclass=Meta):  # type: ignore[misc, valid-type]  # the class as it is at run time
        """``datetime`` whose readers of the machine's clock are guarded."""

        def __new__(cls, *args: Any, **kwargs: Any) -> Any:
            return real.__new__(real, *args, **kwargs)

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            if not is_library(sys._getframe(1).f_code.co_filename):
                _refuse("read the machine's clock (datetime.now)", REPLACEMENTS["datetime"])
            return real.fromtimestamp(read(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            if not is_library(sys._getframe(1).f_code.co_filename):
                _refuse("read the machine's clock (datetime.utcnow)", REPLACEMENTS["datetime"])
            return real.fromtimestamp(read(), dt.UTC).replace(tzinfo=None)

    return GuardedDatetime


def _guarded_uuid4(randomness: Randomness) -> Callable[[], uuid.UUID]:
    stream = randomness.stream("escape", "uuid4")

    def guarded() -> uuid.UUID:
        if not is_library(sys._getframe(1).f_code.co_filename):
            _refuse("drew an id from the machine (uuid.uuid4)", REPLACEMENTS["uuid4"])
        return uuid.UUID(int=stream.getrandbits(128), version=4)

    return guarded


def _refuse_thread(thread: threading.Thread) -> None:
    _refuse(f"started a thread ({thread.name})", "asyncio tasks of the world's loop")


def _refuse_connection(sock: socket.socket, address: object) -> None:
    _refuse(f"opened a socket to {address!r}", "the transport that was passed in")


def _patches(clock: Clock, randomness: Randomness) -> list[tuple[object, str, object]]:
    start = clock.now()
    elapsed = {"monotonic": lambda: clock.now() - start, "perf_counter": lambda: clock.now() - start}
    patches: list[tuple[object, str, object]] = []
    patches += [
        (time, name, _clock_reader(name, elapsed.get(name.removesuffix("_ns"), clock.now))) for name in CLOCK_NAMES
    ]
    entropy = randomness.stream("escape", "urandom")
    patches += [
        (time, "sleep", _guarded_sleep),
        (dt, "datetime", _guarded_datetime(clock.now)),
        (uuid, "uuid4", _guarded_uuid4(randomness)),
        (os, "urandom", entropy.randbytes),
        (threading.Thread, "start", _refuse_thread),
        (socket.socket, "connect", _refuse_connection),
        (socket.socket, "connect_ex", _refuse_connection),
        (socket.socket, "bind", _refuse_connection),
    ]
    return patches


def _aliases(originals: dict[int, object]) -> Iterator[tuple[object, str, object]]:
    """Find names in project modules that were bound early: ``from time import monotonic``."""
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is None or name.startswith("windtunnel.world") or is_library(file):
            continue
        for attribute, value in list(vars(module).items()):
            if id(value) in originals:
                yield module, attribute, originals[id(value)]


@contextlib.contextmanager
def confined(clock: Clock, randomness: Randomness) -> Iterator[None]:
    """Guard this process while a virtual world runs.

    Args:
        clock: what library code is shown as the time.
        randomness: where library code's entropy comes from.
    """
    patches = _patches(clock, randomness)
    replaced = {id(getattr(owner, name)): guard for owner, name, guard in patches if isinstance(owner, type(os))}
    patches += list(_aliases(replaced))
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in patches]
    random_state = random.getstate()
    random.seed(randomness.stream("escape", "random").getrandbits(64))
    for owner, name, guard in patches:
        setattr(owner, name, guard)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)
        random.setstate(random_state)
