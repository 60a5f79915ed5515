"""The virtual loop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest

from windtunnel.kernel.errors import EscapeError
from windtunnel.world.virtual_loop import OWNER, DeadlockError, VirtualLoop, run_virtual


def test_time_jumps_to_each_timer_exactly() -> None:
    """Ten years of sleeping take no time, and no rounding adds up."""

    async def main() -> list[float]:
        loop = asyncio.get_running_loop()
        times = []
        for _ in range(1000):
            await asyncio.sleep(0.1)
            times.append(loop.time())
        await asyncio.sleep(10 * 365 * 86400)
        return [*times, loop.time()]

    times = run_virtual(main())
    assert times[-2] == pytest.approx(100.0, abs=1e-6)
    assert times[-1] == pytest.approx(100.0 + 10 * 365 * 86400, abs=1e-3)


def test_timeouts_work() -> None:
    """A timeout is a timer like any other."""

    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    assert run_virtual(main()) == 30.0


def test_a_deadlock_names_the_tasks_and_where_they_wait() -> None:
    """Instead of hanging for ever."""

    async def waits_for_godot() -> None:
        await asyncio.get_running_loop().create_future()

    async def main() -> None:
        await asyncio.create_task(waits_for_godot(), name="vladimir")

    with pytest.raises(DeadlockError, match=r"vladimir: .*waits_for_godot at .*test_virtual_loop.py:\d+"):
        run_virtual(main())


async def _connect(loop: Any) -> None:
    await loop.create_connection(asyncio.Protocol, "127.0.0.1", 9)


async def _listen(loop: Any) -> None:
    await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)


async def _look_up(loop: Any) -> None:
    await loop.getaddrinfo("example.org", 80)


async def _thread(loop: Any) -> None:
    await asyncio.to_thread(print)


async def _process(loop: Any) -> None:
    await asyncio.create_subprocess_exec("true")


async def _watch(loop: Any) -> None:
    loop.add_reader(0, print)


async def _from_elsewhere(loop: Any) -> None:
    loop.call_soon_threadsafe(print)


@pytest.mark.parametrize(
    "escape", [_connect, _listen, _look_up, _thread, _process, _watch, _from_elsewhere], ids=lambda each: each.__name__
)
def test_ways_out_are_refused_with_the_place_that_asked(escape: Callable[[Any], Any]) -> None:
    """File, line and function."""

    async def main() -> None:
        await escape(asyncio.get_running_loop())

    with pytest.raises(EscapeError, match=rf"test_virtual_loop.py:\d+ in {escape.__name__}|asyncio"):
        run_virtual(main())


def test_tasks_that_are_left_over_are_cancelled() -> None:
    """Their clean-up runs."""
    cleaned: list[bool] = []

    async def left_over() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            cleaned.append(True)

    async def main() -> asyncio.Task[None]:
        task = asyncio.create_task(left_over())
        await asyncio.sleep(1)
        return task

    run_virtual(main())
    assert cleaned == [True]


def test_the_machine_is_left_as_it_was() -> None:
    """Real sockets and threads work outside."""
    run_virtual(asyncio.sleep(1))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()


def test_left_over_tasks_are_cancelled_in_the_order_of_their_creation() -> None:
    """Their clean-up is part of the history, so its order must not depend on where they lie in memory."""
    cleaned: list[int] = []

    async def left_over(number: int) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            cleaned.append(number)

    async def main() -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(left_over(number)) for number in range(200)]
        await asyncio.sleep(1)
        return tasks

    run_virtual(main())
    assert cleaned == list(range(200))


def test_a_deadlock_names_the_innermost_place_outside_asyncio() -> None:
    """Where the task waits, not where it began."""
    queue: asyncio.Queue[int] = asyncio.Queue()

    async def takes_from_the_queue() -> int:
        return await queue.get()

    async def main() -> int:
        return await takes_from_the_queue()

    with pytest.raises(DeadlockError, match=r"takes_from_the_queue at .*test_virtual_loop.py"):
        run_virtual(main())


def test_tasks_of_one_owner_are_found() -> None:
    """Also those that they started themselves, and no others."""

    async def child() -> None:
        await asyncio.sleep(10)

    async def parent() -> None:
        asyncio.get_running_loop().create_task(child(), name="child")
        await asyncio.sleep(10)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        owner, context = object(), copy_context()
        context.run(OWNER.set, owner)
        tasks = [loop.create_task(parent(), name="parent", context=context), loop.create_task(child(), name="stranger")]
        await asyncio.sleep(1)
        assert [task.get_name() for task in loop.owned_by(owner)] == ["parent", "child"]
        assert not any(task.done() for task in tasks)

    run_virtual(main())
