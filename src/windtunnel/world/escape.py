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
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.randomness import Randomness

from .virtual_loop import caller

_LIBRARY_ROOTS = tuple(
    str(Path(path).resolve()) + os.sep
    for path in {*(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
)
INHERITED = object()
"""Stands for what a class did not define itself before it was guarded."""
_BUNDLED = f"{os.sep}_bundled{os.sep}"
CLOCK_NAMES = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
BROKEN_DOWN = {"localtime": 0, "gmtime": 0, "ctime": 0, "asctime": 0, "strftime": 1}
"""Functions of ``time`` that read the clock unless they are given a time, with the position of that argument."""
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
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            """Let models that are made meanwhile treat it as what it stands for."""
            return handler(real)

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
        *((time, name, _broken_down(name, clock.now, given)) for name, given in BROKEN_DOWN.items()),
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


_ALIASES: dict[str, tuple[ModuleType, tuple[str, ...]]] = {}
"""By name of a module: the module, and which of its names were bound early. Found once, for looking takes its time."""


def _aliases(guards: Mapping[int, object]) -> Iterator[tuple[object, str, object]]:
    """Find names that modules bound early: ``from time import monotonic``; libraries do that, too."""
    for name, module in sys.modules.copy().items():  # copied at once: a collection in between may import
        known = _ALIASES.get(name)
        if known is None or known[0] is not module:
            known = _ALIASES[name] = (module, tuple(_bound_early(name, module, guards)))
        for attribute in known[1]:
            guard = guards.get(id(vars(module).get(attribute)))
            if guard is not None:
                yield module, attribute, guard


def _bound_early(name: str, module: ModuleType, wanted: Mapping[int, object]) -> list[str]:
    if getattr(module, "__file__", None) is None or name.startswith("windtunnel.world"):
        return []
    return [attribute for attribute, value in list(vars(module).items()) if id(value) in wanted]


def _release_newcomers(originals: Mapping[int, object]) -> None:
    """Give modules that were imported meanwhile what they would have bound outside."""
    for name, module in sys.modules.copy().items():  # copied at once: a collection in between may import
        known = _ALIASES.get(name)
        if known is None or known[0] is not module:
            for attribute in _bound_early(name, module, originals):
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
    patches += list(_aliases({id(original): guard for original, guard in functions}))
    originals = [(owner, name, vars(owner).get(name, INHERITED)) for owner, name, _ in patches]
    random_state = random.getstate()
    random.seed(randomness.stream("escape", "random").getrandbits(64))
    for owner, name, guard in patches:
        setattr(owner, name, guard)
    try:
        yield
    finally:
        for owner, name, original in originals:
            if original is INHERITED:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
        _release_newcomers({id(guard): original for original, guard in functions})
        random.setstate(random_state)
