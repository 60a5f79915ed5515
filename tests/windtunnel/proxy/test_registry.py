"""The proxies of a server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.proxy.errors import BadBodyError, ProxyExistsError, ProxyNotFoundError, ToxicNotFoundError
from windtunnel.proxy.registry import PartlyPopulatedError, Registry

from .looping import run, surroundings

DB: dict[str, Any] = {"name": "db", "upstream": "x:1", "listen": "127.0.0.1:0"}


@asynccontextmanager
async def registry(
    clock: SteppedClock | None = None, fault_ttl_seconds: float | None = None
) -> AsyncIterator[Registry]:
    """Return a registry; everything is stopped afterwards."""
    own = Registry(surroundings(clock), fault_ttl_seconds)
    yield own
    own.close()
    assert own.proxies() == {}


def test_requests_side_by_side_make_one_proxy() -> None:
    """The second finds the name taken, although resolving the first took time."""

    async def scenario() -> None:
        async with registry() as own:
            body = {**DB, "listen": "localhost:0"}
            made = await asyncio.gather(own.create(body), own.create(body), return_exceptions=True)
            assert [type(outcome) for outcome in made].count(ProxyExistsError) == 1

    run(scenario())


def test_a_removed_proxy_is_unknown() -> None:
    """And so are its toxics; what it would have healed is forgotten."""

    async def scenario() -> None:
        clock = SteppedClock(0.0)
        async with registry(clock) as own:
            await own.create(DB)
            own.add_toxic("db", {"type": "noop", "ttl_seconds": 5})
            await own.change("db", {"enabled": False, "ttl_seconds": 5})
            await own.remove("db")
            assert clock.next_at() is None
            with pytest.raises(ProxyNotFoundError):
                own.proxy("db")
            with pytest.raises(ProxyNotFoundError):
                own.add_toxic("db", {"type": "noop"})

    run(scenario())


def test_leases_end_faults() -> None:
    """Of toxics and of ``enabled: false``; every change counts anew."""

    async def scenario() -> None:
        clock = SteppedClock(0.0)
        async with registry(clock) as own:
            proxy = await own.create(DB)
            own.add_toxic("db", {"type": "noop", "ttl_seconds": 5})
            await own.change("db", {"enabled": False, "ttl_seconds": 8})
            clock.advance(4)
            own.change_toxic("db", "noop_downstream", {})
            clock.advance(4)
            assert proxy.enabled
            assert len(proxy.toxics) == 1
            clock.advance(1)
            assert proxy.toxics == []
            with pytest.raises(ToxicNotFoundError):
                own.remove_toxic("db", "noop_downstream")

    run(scenario())


def test_a_default_time_to_live_is_for_faults_without_one() -> None:
    """A proxy that is made disabled counts as a fault too."""

    async def scenario() -> None:
        clock = SteppedClock(0.0)
        async with registry(clock, 10) as own:
            proxy = await own.create({**DB, "enabled": False})
            own.add_toxic("db", {"type": "noop", "name": "own", "ttl_seconds": 20})
            own.add_toxic("db", {"type": "noop", "name": "default"})
            clock.advance(10)
            assert proxy.enabled
            assert [toxic.name for toxic in proxy.toxics] == ["own"]

    run(scenario())


def test_enabling_ends_the_lease() -> None:
    """So that a later ``enabled: false`` without one stays."""

    async def scenario() -> None:
        clock = SteppedClock(0.0)
        async with registry(clock) as own:
            proxy = await own.create(DB)
            await own.change("db", {"enabled": False, "ttl_seconds": 5})
            await own.change("db", {"enabled": True})
            await own.change("db", {"enabled": False})
            clock.advance(60)
            assert not proxy.enabled
            await own.reset()
            assert proxy.enabled

    run(scenario())


def test_populating_is_checked_before_anything_is_made() -> None:
    """A mistake in the last makes none."""

    async def scenario() -> None:
        async with registry() as own:
            with pytest.raises(BadBodyError):
                await own.populate([DB, {"name": "b", "upstream": "x:1", "toxics": [{"type": "noop", "toxicity": ""}]}])
            assert own.proxies() == {}

    run(scenario())


def test_populating_stops_where_it_fails() -> None:
    """And tells what there is."""

    async def scenario() -> None:
        async with registry() as own:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                listen = f"127.0.0.1:{taken.getsockname()[1]}"
                with pytest.raises(PartlyPopulatedError) as caught:
                    await own.populate([DB, {"name": "b", "upstream": "x:1", "listen": listen}])
            assert [proxy.name for proxy in caught.value.proxies] == ["db"]

    run(scenario())


def test_a_changed_address_moves_the_proxy() -> None:
    """A disabled one is moved without being enabled."""

    async def scenario() -> None:
        async with registry() as own:
            proxy = await own.create(DB)
            before = proxy.listen
            await own.change("db", {"listen": "127.0.0.1:0"})
            assert proxy.enabled
            assert proxy.listen != before
            await own.change("db", {"enabled": False})
            await own.change("db", {"listen": "localhost:7"})
            assert (proxy.enabled, proxy.listen) == (False, "127.0.0.1:7")

    run(scenario())
