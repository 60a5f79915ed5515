"""A proxy."""

from __future__ import annotations

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.address import Address
from windtunnel.proxy.errors import ListenError, ToxicExistsError, ToxicNotFoundError
from windtunnel.proxy.fault_proxy import FaultProxy
from windtunnel.proxy.model import read_toxic

from .looping import echoing, open_connection, run, surroundings, until

ANYWHERE = Address("127.0.0.1", 0)


def test_it_carries_bytes_while_it_is_started() -> None:
    """And closes what is open when it is stopped; starting twice is starting once."""

    async def scenario() -> None:
        async with echoing() as upstream:
            proxy = FaultProxy(surroundings(), "db", "127.0.0.1:0", upstream)
            assert not proxy.enabled
            proxy.start(ANYWHERE)
            proxy.start(ANYWHERE)
            reader, writer = await open_connection(proxy.listen)
            writer.write(b"hello")
            assert await reader.readexactly(5) == b"hello"
            assert proxy.connections == 1
            proxy.stop()
            proxy.stop()
            assert proxy.connections == 0
            assert await reader.read() == b""
            writer.close()
            with pytest.raises(ConnectionRefusedError):
                await open_connection(proxy.listen)

    run(scenario())


def test_toxics_reach_connections_that_are_open() -> None:
    """And leave them again."""

    async def scenario() -> None:
        clock = SteppedClock(0.0)
        async with echoing() as upstream:
            proxy = FaultProxy(surroundings(clock), "db", "127.0.0.1:0", upstream)
            proxy.start(ANYWHERE)
            reader, writer = await open_connection(proxy.listen)
            writer.write(b"a")
            assert await reader.readexactly(1) == b"a"
            toxic = read_toxic({"type": "latency", "attributes": {"latency": 10_000}})
            proxy.add_toxic(toxic)
            writer.write(b"b")
            await until(lambda: clock.next_at() is not None)
            assert clock.next_at() == 10.0
            proxy.remove_toxic(toxic)
            assert await reader.readexactly(1) == b"b"
            writer.close()
            proxy.stop()

    run(scenario())


def test_toxics_have_names() -> None:
    """Each once; a change is counted, for the dice."""

    async def scenario() -> None:
        proxy = FaultProxy(surroundings(), "db", "127.0.0.1:0", "x:1")
        for stream in ("downstream", "upstream"):
            proxy.add_toxic(read_toxic({"type": "noop", "stream": stream}))
        assert [toxic.name for toxic in proxy.toxics] == ["noop_upstream", "noop_downstream"]
        with pytest.raises(ToxicExistsError):
            proxy.add_toxic(read_toxic({"type": "noop"}))
        toxic = proxy.toxic("noop_upstream")
        proxy.change_toxic(toxic)
        assert toxic.changes == 1
        assert toxic.path == ("1", "db", "noop_upstream", "1")
        proxy.remove_toxics()
        with pytest.raises(ToxicNotFoundError):
            proxy.toxic("noop_upstream")

    run(scenario())


def test_a_port_that_is_taken_leaves_it_stopped() -> None:
    """And says so."""

    async def scenario() -> None:
        first = FaultProxy(surroundings(), "a", "127.0.0.1:0", "x:1")
        first.start(ANYWHERE)
        second = FaultProxy(surroundings(), "b", first.listen, "x:1")
        with pytest.raises(ListenError):
            second.start()
        assert second.show()["enabled"] is False
        first.stop()

    run(scenario())


def test_stopping_calls_dials_off() -> None:
    """A client whose upstream has not answered yet is closed; a socket left open would fail this test."""

    async def scenario() -> None:
        proxy = FaultProxy(surroundings(), "db", "127.0.0.1:0", "192.0.2.1:9")
        proxy.start(ANYWHERE)
        reader, writer = await open_connection(proxy.listen)
        await until(lambda: bool(proxy._dialling) or reader.at_eof())
        proxy.stop()
        assert await reader.read() == b""
        writer.close()

    run(scenario())


def test_bytes_are_counted_when_a_connection_ends() -> None:
    """By direction."""

    async def scenario() -> None:
        around = surroundings()
        async with echoing() as upstream:
            proxy = FaultProxy(around, "db", "127.0.0.1:0", upstream)
            proxy.start(ANYWHERE)
            reader, writer = await open_connection(proxy.listen)
            writer.write(b"hello")
            await reader.readexactly(5)
            writer.close()
            await until(lambda: proxy.connections == 0)
            shown = [line for line in around.counts.lines() if not line.startswith("#")]
            assert len(shown) == 4
            assert all(line.endswith("} 5") for line in shown)
            proxy.stop()

    run(scenario())
