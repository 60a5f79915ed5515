"""Keeping code inside its world."""

from __future__ import annotations

import datetime as dt
import email.utils
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from time import monotonic as early_bound
from typing import Any

import pytest

from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.randomness import Randomness
from windtunnel.world.escape import confined, is_library


def _thread() -> None:
    threading.Thread(target=print, name="runaway").start()


def _socket() -> None:
    with socket.socket() as sock:
        sock.connect(("127.0.0.1", 9))


ESCAPES: dict[str, Callable[[], Any]] = {
    "time.time": lambda: time.time(),
    "time.monotonic": lambda: time.monotonic(),
    "time.perf_counter": lambda: time.perf_counter(),
    "time.sleep": lambda: time.sleep(1),
    "datetime.now": lambda: datetime.now(dt.UTC),
    "datetime.utcnow": lambda: dt.datetime.utcnow(),
    "uuid.uuid4": lambda: uuid.uuid4(),
    "started a thread": _thread,
    "opened a socket": _socket,
    "early": lambda: early_bound(),
}


@pytest.mark.parametrize("name", list(ESCAPES))
def test_project_code_is_refused_with_its_place(name: str) -> None:
    """And told what to use instead."""
    with confined(SteppedClock(), Randomness(1)), pytest.raises(EscapeError, match=r"test_escape.py:\d+ in .*; use "):
        ESCAPES[name]()


def test_library_code_is_shown_the_worlds_time() -> None:
    """Nobody can pass it another clock."""
    clock = SteppedClock()
    with confined(clock, Randomness(1)):
        clock.advance(60)
        assert email.utils.formatdate(usegmt=True) == "Mon, 05 Jan 2026 09:01:00 GMT"


def test_entropy_comes_from_the_seed() -> None:
    """Equal seeds, equal bytes; the global random too."""

    def draw() -> tuple[bytes, float]:
        with confined(SteppedClock(), Randomness(1)):
            return os.urandom(8), random.random()

    assert draw() == draw()


def test_everything_is_put_back() -> None:
    """Also after an error."""
    before = (time.time, time.monotonic, dt.datetime, uuid.uuid4, os.urandom, early_bound, random.getstate())
    with pytest.raises(RuntimeError), confined(SteppedClock(), Randomness(1)):
        raise RuntimeError
    after = (time.time, time.monotonic, dt.datetime, uuid.uuid4, os.urandom, early_bound, random.getstate())
    assert before == after


def test_datetimes_stay_what_they_are() -> None:
    """Checks, constructors and parsing work on the guarded class."""
    known = datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    with confined(SteppedClock(), Randomness(1)):
        assert isinstance(known, datetime)
        assert datetime.fromtimestamp(EPOCH, dt.UTC) == known
        assert datetime.strptime("2026-01-05T09:00:00+0000", "%Y-%m-%dT%H:%M:%S%z") == known
        assert isinstance(datetime(2026, 1, 5), dt.datetime)


def test_libraries_are_known_by_where_they_lie() -> None:
    """The standard library, installed packages; not this file, not bundled content."""
    assert is_library(email.utils.__file__)
    assert is_library(pytest.__file__)
    assert not is_library(__file__)
    assert not is_library(pytest.__file__.replace("pytest/", "windtunnel/_bundled/adapters/"))
