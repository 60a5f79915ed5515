"""Putting right what nobody else does."""

from __future__ import annotations

import pytest

from windtunnel.proxy.watchdog import GIVE_UP_SECONDS, REFUSED_SECONDS, Dismissed, Watchdog
from windtunnel.world.ports import free_port

from .servers import LOOPBACK, Server
from .upstreams import upstream


class Time:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def watchdog(server: Server, time: Time) -> Watchdog:
    """Return a watchdog for a server."""
    return Watchdog(str(server.api.base_url), time.read, time.sleep)


def test_a_lease_that_runs_out_takes_its_fault_away_and_no_other(server: Server) -> None:
    """By its own time; a lease that was given back is not touched."""
    time = Time()
    dog = watchdog(server, time)
    server.proxy(1)
    for name in ("short", "long", "kept"):
        server.toxic("latency", name=name, latency=100)
        seconds = {"short": 5.0, "long": 50.0, "kept": 5.0}[name]
        command = {"hold": name, "kind": "toxic", "proxy": "db", "toxic": name, "seconds": seconds}
        assert dog.command(command) == name
    assert dog.command({"forget": "kept"}) is None
    assert dog.patience() == 5.0
    time.now = 5.0
    dog.end_due()
    assert [toxic["name"] for toxic in server.api.get("/proxies/db/toxics").json()] == ["long", "kept"]
    assert dog.patience() == 45.0


def test_everything_is_put_right_at_the_end(server: Server) -> None:
    """Toxics, proxies that do not listen, and proxies that were made."""
    dog = watchdog(server, Time())
    for name in ("db", "queue"):
        server.proxy(1, name)
    server.toxic("timeout", name="hole", timeout=0)
    server.api.post("/proxies/db", json={"enabled": False})
    dog.command({"hold": "1", "kind": "proxy", "proxy": "queue", "seconds": None})
    dog.command({"hold": "2", "kind": "closed", "proxy": "db", "seconds": None})
    dog.command({"hold": "3", "kind": "toxic", "proxy": "db", "toxic": "hole", "seconds": None})
    assert dog.patience() is None
    dog.end_all(look_again=True)
    left = server.api.get("/proxies").json()
    assert list(left) == ["db"]
    assert (left["db"]["enabled"], left["db"]["toxics"]) == (True, [])
    assert dog.leases == {}


def test_what_is_gone_already_is_right(server: Server) -> None:
    """Nobody waits for it."""
    time = Time()
    assert watchdog(server, time).cure({"kind": "toxic", "proxy": "none", "toxic": "none"})
    assert time.now == 0.0


def test_a_server_out_of_reach_is_given_up_after_a_while() -> None:
    """Its faults are gone with it; one that has ended is waited for less long than one that does not answer."""
    time = Time()
    dog = Watchdog(f"http://{LOOPBACK}:{free_port()}", time.read, time.sleep)
    assert not dog.cure({"kind": "closed", "proxy": "db"})
    assert REFUSED_SECONDS <= time.now < REFUSED_SECONDS + 1
    time = Time()
    with upstream(lambda client: client.close()) as port:
        dog = Watchdog(f"http://{LOOPBACK}:{port}", time.read, time.sleep)
        assert not dog.cure({"kind": "closed", "proxy": "db"})
    assert GIVE_UP_SECONDS <= time.now < GIVE_UP_SECONDS + 1


def test_an_owner_can_dismiss_it() -> None:
    """Then no command of the owner's can still be on its way."""
    with pytest.raises(Dismissed):
        Watchdog("http://localhost:1", Time().read, Time().sleep).command({"end": True})
