"""Keeping code inside its world."""

from __future__ import annotations

import datetime as dt
import email.utils
import importlib.util
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic as early_bound
from typing import Any

import jwt
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
    "datetime.today": lambda: dt.datetime.today(),
    "date.today": lambda: dt.date.today(),
    "time.clock_gettime": lambda: time.clock_gettime(time.CLOCK_REALTIME),
    "time.clock_gettime_ns": lambda: time.clock_gettime_ns(time.CLOCK_MONOTONIC),
    "the address of": lambda: socket.getaddrinfo("localhost", 80),
    "started a process": lambda: subprocess.Popen(["true"]),
    "forked": lambda: os.fork(),
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


def test_libraries_that_bound_a_clock_early_are_shown_the_worlds_time(tmp_path: Path) -> None:
    """PyJWT has its own ``datetime``, ``secrets`` its own ``urandom``: both follow the world."""
    token = jwt.encode({"exp": EPOCH + 30}, "k" * 32)
    clock = SteppedClock()
    with confined(clock, Randomness(1)):
        assert jwt.decode(token, "k" * 32, algorithms=["HS256"])["exp"] == EPOCH + 30
        first = secrets.token_hex(8)
        clock.advance(31)
        with pytest.raises(jwt.ExpiredSignatureError):
            jwt.decode(token, "k" * 32, algorithms=["HS256"])
    with confined(SteppedClock(), Randomness(1)):
        assert secrets.token_hex(8) == first


@pytest.mark.parametrize(
    "read",
    [
        time.localtime,
        time.gmtime,
        time.ctime,
        time.asctime,
        lambda: time.strftime("%Y"),
        dt.date.today,
        dt.datetime.today,
    ],
)
def test_calendar_functions_are_guarded_like_clocks(read: Callable[[], Any]) -> None:
    """They read the clock when they are given no time."""
    with confined(SteppedClock(), Randomness(1)), pytest.raises(EscapeError):
        getattr(time, read.__name__, read)()


def test_calendar_functions_work_on_times_that_are_given() -> None:
    """They only convert then."""
    with confined(SteppedClock(), Randomness(1)):
        assert time.strftime("%Y-%m-%d", time.gmtime(EPOCH)) == "2026-01-05"


def test_a_module_that_is_imported_inside_keeps_nothing_of_it(tmp_path: Path) -> None:
    """What it bound inside is the real thing afterwards."""
    (tmp_path / "newcomer.py").write_text("from time import monotonic\nfrom datetime import datetime\n")
    specification = importlib.util.spec_from_file_location("newcomer", tmp_path / "newcomer.py")
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    with confined(SteppedClock(), Randomness(1)):
        sys.modules["newcomer"] = module
        assert specification.loader is not None
        specification.loader.exec_module(module)
        with pytest.raises(EscapeError):
            module.monotonic()
    del sys.modules["newcomer"]
    assert (module.monotonic, module.datetime) == (time.monotonic, dt.datetime)


def test_classes_get_their_own_attributes_back() -> None:
    """What a class inherited is inherited again."""
    before = dict(vars(socket.socket)), dict(vars(threading.Thread))
    with confined(SteppedClock(), Randomness(1)):
        assert "connect" in vars(socket.socket)
    assert (dict(vars(socket.socket)), dict(vars(threading.Thread))) == before
