"""A callback of a virtual loop that never returns is interrupted; one that returns is left alone."""

from __future__ import annotations

import asyncio
import gc
import re
import signal
import threading
from collections.abc import Callable, Coroutine
from time import process_time
from typing import Any

import pytest

from windtunnel.world import watchdog
from windtunnel.world.virtual_loop import HangError, VirtualLoop, run_virtual

PATIENCE_SECONDS = 0.05


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A callback that takes long is one that takes the twentieth of a second."""
    monkeypatch.setattr(watchdog, "PATIENCE_SECONDS", PATIENCE_SECONDS)


async def loops() -> None:
    """Never give way."""
    while True:
        pass


async def matches() -> None:
    """Never give way, inside a library's C code."""
    re.match(r"(a+)+$", "a" * 200 + "b")


async def swallows() -> None:
    """Never give way, whatever is raised."""
    while True:
        try:
            await loops()
        except Exception:  # noqa: BLE001  # as careless code does
            continue


@pytest.mark.parametrize("hog", [loops, matches, swallows], ids=lambda each: each.__name__)
def test_a_task_that_never_gives_way_is_named_with_its_place(
    hog: Callable[[], Coroutine[Any, Any, None]], caplog: pytest.LogCaptureFixture
) -> None:
    """Instead of hanging for ever, whatever others wait for."""

    async def main() -> None:
        hogging = asyncio.create_task(hog(), name="jabberwock")
        await asyncio.sleep(3600)
        hogging.cancel()

    with pytest.raises(HangError, match=r"hang: task jabberwock keeps the loop.*; it was in \w+ at .*\.py:\d+"):
        run_virtual(main())
    gc.collect()
    assert not caplog.records, "asyncio has nothing to add"


def test_a_callback_that_never_returns_is_named_with_its_place() -> None:
    """It belongs to no task."""

    async def main() -> None:
        def again() -> None:
            while True:
                pass

        asyncio.get_running_loop().call_later(1, again)
        await asyncio.sleep(3600)

    with pytest.raises(HangError, match=r"callback .*again at .*; it was in .*again at .*test_watchdog.py:\d+"):
        run_virtual(main())


def test_much_work_in_many_callbacks_is_left_alone() -> None:
    """It is not the time that counts, but that nobody else gets any."""

    async def main() -> int:
        turns, until = 0, process_time() + 6 * PATIENCE_SECONDS
        while process_time() < until:
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert run_virtual(main()) > 6


def test_the_timer_and_its_handler_are_given_back() -> None:
    """Somebody else may be using them."""

    async def main() -> tuple[float, float]:
        return signal.getitimer(signal.ITIMER_VIRTUAL)

    before = signal.getsignal(signal.SIGVTALRM)
    assert run_virtual(main())[1] == pytest.approx(PATIENCE_SECONDS, rel=0.2)
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_a_loop_in_another_thread_is_not_watched() -> None:
    """Only a main thread can be interrupted; the world runs there all the same."""
    answers: list[int] = []

    async def main() -> int:
        return 42

    def run() -> None:
        loop = VirtualLoop()
        answers.append(loop.run_until_complete(main()))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert answers == [42]
