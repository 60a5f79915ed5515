"""Which sockets can be read and written."""

from __future__ import annotations

import asyncio
import select
import socket

import pytest

from windtunnel.proxy.watcher import Watcher

from .looping import LOOPS, pair, run, settled, until

LINGER_RESET = b"\1\0\0\0\0\0\0\0"


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("with_epoll", [True, False])
def test_it_calls_back_while_sockets_are_ready(loop: str, with_epoll: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and writing on one socket, each on its own, with an epoll and without."""
    if not with_epoll:
        monkeypatch.delattr(select, "epoll", raising=False)

    async def scenario() -> None:
        watcher = Watcher(asyncio.get_running_loop())
        with pair() as (near, far):
            called: list[str] = []
            watcher.add_reader(near, lambda: called.append("read"))
            await settled()
            assert called == []
            watcher.add_writer(near, lambda: called.append("write"))
            await until(lambda: "write" in called)
            far.send(b"x")
            await until(lambda: "read" in called)
            watcher.remove_writer(near)
            await settled()
            called.clear()
            await until(lambda: "read" in called)
            assert "write" not in called
            watcher.remove_reader(near)
            watcher.remove_reader(near)
            watcher.remove_writer(near)
            await settled()
            called.clear()
            await settled()
            assert called == []
        watcher.close()
        watcher.close()

    run(scenario(), loop)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_reset_is_heard_of_after_the_data_before_it(loop: str) -> None:
    """The callback reads a byte at a time; uvloop's own watching ends after the first."""

    async def scenario() -> None:
        watcher = Watcher(asyncio.get_running_loop())
        with pair() as (near, far):
            heard: list[bytes | str] = []

            def read() -> None:
                try:
                    heard.append(near.recv(1))
                except ConnectionResetError:
                    heard.append("reset")
                    watcher.remove_reader(near)

            far.send(b"abc")
            far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
            far.close()
            watcher.add_reader(near, read)
            await until(lambda: "reset" in heard)
            assert heard == [b"a", b"b", b"c", "reset"]
        watcher.close()

    run(scenario(), loop)


def test_a_callback_that_fails_stops_no_other() -> None:
    """The loop is told."""

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        told: list[str] = []
        loop.set_exception_handler(lambda _, context: told.append(type(context["exception"]).__name__))
        watcher = Watcher(loop)
        with pair() as (near, far):
            called: list[str] = []
            watcher.add_writer(near, lambda: called.append(str(1 // 0)))
            watcher.add_writer(far, lambda: called.append("far"))
            await until(lambda: bool(told) and bool(called))
            assert set(told) == {"ZeroDivisionError"}
            watcher.remove_writer(near)
            watcher.remove_writer(far)
        watcher.close()

    run(scenario())
