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
from windtunnel.world import virtual_loop
from windtunnel.world.virtual_loop import OWNER, DeadlockError, LivelockError, VirtualLoop, run_virtual


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


def test_a_task_factory_of_the_subjects_own_is_asked() -> None:
    """Its tasks are known like all others."""
    made: list[asyncio.Task[Any]] = []

    def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        made.append(asyncio.Task(coroutine, loop=loop, **options))
        return made[-1]

    async def main() -> bool:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.set_task_factory(factory)
        task = asyncio.create_task(asyncio.sleep(1), name="mine")
        known = made == [task] and task in loop.known()
        await task
        return known and task.get_name() == "mine"

    assert run_virtual(main())


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


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> int:
    """The loop looks at the clock after fewer turns than it usually does; returns how many."""
    turns = 500
    monkeypatch.setattr(virtual_loop, "TURNS_MAX", turns)
    return turns


async def _yields_for_ever() -> None:
    while True:  # noqa: ASYNC110  # it spins on purpose
        await asyncio.sleep(0)


async def _sleeps_until_long_ago() -> None:
    loop = asyncio.get_running_loop()
    while True:
        past: asyncio.Future[None] = loop.create_future()
        loop.call_at(loop.time() - 60.0, past.set_result, None)
        await past


async def _sleeps_too_short_for_any_clock() -> None:
    while True:  # noqa: ASYNC110  # it spins on purpose
        await asyncio.sleep(1e-12)


async def _begins_tasks_for_ever() -> None:
    while True:
        await asyncio.create_task(asyncio.sleep(0))


async def _answers_cancellation_by_going_on() -> None:
    while True:
        try:
            await _yields_for_ever()
        except asyncio.CancelledError:
            continue


SPINNERS: list[Callable[[], Any]] = [
    _yields_for_ever,
    _sleeps_until_long_ago,
    _sleeps_too_short_for_any_clock,
    _begins_tasks_for_ever,
    _answers_cancellation_by_going_on,
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("spin", SPINNERS, ids=lambda each: each.__name__)
def test_a_task_that_runs_for_ever_at_one_instant_is_named_with_its_place(spin: Callable[[], Any]) -> None:
    """Instead of hanging for ever, although others still have timers."""

    async def main() -> None:
        spinner = asyncio.create_task(spin(), name="sisyphus")
        await asyncio.sleep(3600)
        spinner.cancel()

    with pytest.raises(LivelockError, match=r"sisyphus: .*_.* at .*test_virtual_loop.py:\d+, in \d+ of 100 turns"):
        run_virtual(main())


@pytest.mark.usefixtures("impatient")
def test_two_tasks_that_wake_each_other_for_ever_are_both_named() -> None:
    """No turn has both."""

    async def main() -> None:
        there, back = asyncio.Queue[int](), asyncio.Queue[int]()

        async def passes(source: asyncio.Queue[int], target: asyncio.Queue[int]) -> None:
            while True:
                target.put_nowait(await source.get())

        players = [asyncio.create_task(passes(there, back), name="rosencrantz")]
        players.append(asyncio.create_task(passes(back, there), name="guildenstern"))
        there.put_nowait(1)
        await asyncio.gather(*players)

    with pytest.raises(LivelockError, match=r"(?s)guildenstern: .*in 50 of 100.*rosencrantz: .*in 50 of 100"):
        run_virtual(main())


@pytest.mark.usefixtures("impatient")
def test_a_callback_that_calls_itself_for_ever_is_named() -> None:
    """It belongs to no task."""

    async def main() -> None:
        loop = asyncio.get_running_loop()

        def again() -> None:
            loop.call_soon(again)

        again()
        await asyncio.sleep(1)

    with pytest.raises(LivelockError, match=r"callback .*again at .*test_virtual_loop.py:\d+"):
        run_virtual(main())


@pytest.mark.usefixtures("impatient")
def test_of_many_spinners_the_busiest_are_named_and_the_others_counted() -> None:
    """A message can be read."""

    async def main() -> None:
        await asyncio.gather(*(asyncio.create_task(_yields_for_ever(), name=f"t{n:02}") for n in range(12)))

    with pytest.raises(LivelockError) as caught:
        run_virtual(main())
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:11]] == [f"t{n:02}" for n in range(10)]
    assert lines[11:] == ["  and 2 more"]


def test_many_turns_are_no_livelock_while_time_passes(impatient: int) -> None:
    """However little of it, and however much is done at each instant."""

    async def main() -> float:
        loop = asyncio.get_running_loop()
        for _ in range(20):
            for _ in range(impatient // 4):
                await asyncio.sleep(0)
            await asyncio.sleep(1e-5)
        return loop.time()

    assert run_virtual(main()) == pytest.approx(2e-4)


def test_runs_that_follow_each_other_at_one_instant_are_no_livelock(impatient: int) -> None:
    """A loop that is used again and again may stand still between the runs and in each of them."""

    async def busy() -> None:
        for _ in range(impatient // 2):
            await asyncio.sleep(0)

    loop = VirtualLoop()
    for _ in range(8):
        loop.run_until_complete(busy())
    assert loop.time() == 0.0
    loop.close()


def test_what_ends_while_it_is_watched_ends_well(impatient: int) -> None:
    """Much was done at one instant, but not for ever."""

    async def main() -> str:
        for _ in range(impatient + 50):
            await asyncio.sleep(0)
        return "done"

    assert run_virtual(main()) == "done"
