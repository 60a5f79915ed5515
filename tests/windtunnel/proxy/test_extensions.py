"""What our server does and Toxiproxy does not: leases, a seed that works, toxicity per request, and no crashes."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import quote

import pytest

from .servers import LOOPBACK, Server, started
from .upstreams import ask, connected, echo, eventually, receive, receive_all, seconds_for, sending, upstream


def toxic_names(server: Server) -> list[str]:
    """Return the names of the toxics of ``db``."""
    return [toxic["name"] for toxic in server.api.get("/proxies/db/toxics").json()]


def test_a_toxic_with_a_time_to_live_ends_by_itself(ours: Server) -> None:
    """Open connections are healed too, and no byte is lost."""
    with upstream(echo) as port, connected(ours.proxy(port)) as client:
        ask(client, b"a")
        assert ours.toxic("bandwidth", rate=0, ttl_seconds=0.3)["ttl_seconds"] == 0.3
        assert 0.2 <= seconds_for(lambda: ask(client, b"hello")) <= 2
        assert toxic_names(ours) == []


def test_a_change_renews_the_lease_of_a_toxic(ours: Server) -> None:
    """A controller that is alive keeps its fault; a new time to live counts from the change."""
    ours.proxy(9)
    ours.toxic("latency", latency=1, ttl_seconds=5, name="kept")
    ours.toxic("latency", latency=1, ttl_seconds=60, name="shortened")
    ours.api.patch("/proxies/db/toxics/kept", json={"ttl_seconds": 60}).raise_for_status()
    ours.api.patch("/proxies/db/toxics/shortened", json={"ttl_seconds": 0.05}).raise_for_status()
    eventually(lambda: toxic_names(ours) == ["kept"])


def test_a_disabled_proxy_with_a_time_to_live_comes_back(ours: Server) -> None:
    """On its own port."""
    with upstream(echo) as port:
        address = ours.proxy(port)
        answer = ours.api.patch("/proxies/db", json={"enabled": False, "ttl_seconds": 0.3})
        assert answer.json()["ttl_seconds"] == 0.3
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, 5)
        eventually(lambda: ours.api.get("/proxies/db").json()["enabled"])
        assert "ttl_seconds" not in ours.api.get("/proxies/db").json()
        with connected(address) as client:
            assert ask(client, b"a") == b"a"


def test_a_proxy_heals_once_its_port_is_free_again(ours: Server) -> None:
    """Somebody else has taken the port in the meantime."""
    host, port = ours.proxy(9)
    ours.api.patch("/proxies/db", json={"enabled": False, "ttl_seconds": 1}).raise_for_status()
    with socket.create_server((host, port)), pytest.raises(AssertionError):
        eventually(lambda: ours.api.get("/proxies/db").json()["enabled"], 1.3)
    eventually(lambda: ours.api.get("/proxies/db").json()["enabled"])


@pytest.mark.parametrize("ttl", [0, -1, "5", 1e12])
def test_a_time_to_live_must_make_sense(ours: Server, ttl: Any) -> None:
    """A positive number of seconds, a year at most."""
    ours.proxy(9)
    answer = ours.api.post("/proxies/db/toxics", json={"type": "latency", "ttl_seconds": ttl})
    assert answer.status_code == 400
    assert "ttl_seconds" in answer.json()["error"]


def test_every_fault_can_be_given_a_time_to_live() -> None:
    """``--fault-ttl`` is for clients that know nothing of leases."""
    with started("windtunnel", "--fault-ttl", "0.2") as server:
        server.proxy(9)
        server.toxic("timeout")
        server.api.patch("/proxies/db", json={"enabled": False})
        eventually(lambda: toxic_names(server) == [] and server.api.get("/proxies/db").json()["enabled"])


def strikes(server: Server, toxicity_per: str, count: int) -> list[bool]:
    """Return for each of ``count`` exchanges on one connection whether latency struck it."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("latency", toxicity=0.5, toxicity_per=toxicity_per, latency=120)
        with connected(address) as client:
            struck = [seconds_for(lambda: ask(client, b"hello")) > 0.1 for _ in range(count)]
    server.clear()
    return struck


def test_toxicity_per_request_decides_anew_for_each(ours: Server) -> None:
    """On one connection some are struck and some are not; by default all are or none is."""
    assert len(set(strikes(ours, "request", 12))) == 2
    assert len(set(strikes(ours, "connection", 4))) == 1


@pytest.mark.thorough
def test_the_seed_repeats_what_chance_decided() -> None:
    """The same seed strikes the same requests, another one others."""
    patterns = []
    for seed in ("7", "7", "8"):
        with started("windtunnel", "--seed", seed) as server:
            patterns.append(strikes(server, "request", 12))
    assert patterns[0] == patterns[1]
    assert patterns[0] != patterns[2]


def test_toxicity_per_is_shown_and_checked(ours: Server) -> None:
    """Shown where it is used; anything else is refused."""
    ours.proxy(9)
    assert ours.toxic("noop", toxicity_per="request")["toxicity_per"] == "request"
    answer = ours.api.post("/proxies/db/toxics", json={"type": "noop", "name": "x", "toxicity_per": "day"})
    assert answer.status_code == 400
    assert "neither connection nor request" in answer.json()["error"]


def test_a_proxy_may_bring_its_toxics(ours: Server) -> None:
    """Nothing passes without them; a mistake in one of them makes nothing."""
    toxic = {"type": "limit_data", "attributes": {"bytes": 3}}
    with upstream(sending(b"hello")) as port:
        address = ours.proxy(port, toxics=[toxic])
        with connected(address) as client:
            client.sendall(b"?")
            assert receive_all(client) == b"hel"
    wrong = {"name": "b", "upstream": "a:1", "listen": "127.0.0.1:0", "toxics": [toxic, {"type": "nonsense"}]}
    assert ours.api.post("/proxies", json=wrong).status_code == 400
    assert ours.api.post("/populate", json=[wrong]).status_code == 400
    assert set(ours.api.get("/proxies").json()) == {"db"}


@pytest.mark.parametrize(
    ("type_name", "attributes", "word"),
    [
        ("slicer", {}, "average_size"),
        ("slicer", {"average_size": 0}, "average_size"),
        ("slicer", {"average_size": 10, "size_variation": 10}, "size_variation"),
        ("bandwidth", {"rate": -1}, "rate"),
    ],
)
def test_what_crashes_toxiproxy_is_refused(ours: Server, type_name: str, attributes: dict[str, int], word: str) -> None:
    """400 with the attribute, both when the toxic is made and when it is changed."""
    ours.proxy(9)
    answer = ours.api.post("/proxies/db/toxics", json={"type": type_name, "attributes": attributes})
    assert answer.status_code == 400
    assert word in answer.json()["error"]
    good: dict[str, Any] = {"average_size": 5} if type_name == "slicer" else {"rate": 5}
    ours.toxic(type_name, **good, name="good")
    if attributes:
        change = ours.api.patch("/proxies/db/toxics/good", json={"attributes": attributes})
        assert change.status_code == 400
        assert word in change.json()["error"]


def test_a_change_with_a_mistake_changes_nothing(ours: Server) -> None:
    """Not even the part that was right."""
    ours.proxy(9)
    ours.toxic("latency", latency=5)
    path = "/proxies/db/toxics/latency_downstream"
    ours.api.patch(path, json={"toxicity": 0.5, "attributes": {"jitter": 3, "latency": "x"}})
    shown = ours.api.get(path).json()
    assert (shown["toxicity"], shown["attributes"]) == (1, {"latency": 5, "jitter": 0})


def test_a_reset_can_be_called_off(ours: Server) -> None:
    """Toxiproxy's API hangs here; ours lets the data go, and none is lost."""
    with upstream(echo) as port, connected(ours.proxy(port)) as client:
        ours.toxic("reset_peer", timeout=60_000)
        client.sendall(b"hello")
        assert seconds_for(lambda: ours.api.delete("/proxies/db/toxics/reset_peer_downstream")) < 5
        assert receive(client, 5) == b"hello"


def test_a_reset_reaches_connections_that_were_open_before(ours: Server) -> None:
    """As RST; Toxiproxy closes those with FIN."""
    with upstream(echo) as port, connected(ours.proxy(port)) as client:
        ask(client, b"a")
        ours.toxic("reset_peer", timeout=0)
        client.sendall(b"hello")
        with pytest.raises(ConnectionResetError):
            client.recv(5)


def test_a_reset_that_does_not_strike_leaves_no_trace(ours: Server) -> None:
    """With a toxicity of 0 the connection ends as it would without the toxic."""
    with upstream(sending(b"answer")) as port:
        address = ours.proxy(port)
        ours.toxic("reset_peer", toxicity=0, timeout=0)
        with connected(address) as client:
            client.sendall(b"?")
            assert receive_all(client) == b"answer"


def test_a_client_may_close_its_half(ours: Server) -> None:
    """The answer to what it sent still arrives."""

    def count(client: socket.socket) -> None:
        client.sendall(b"%d" % len(receive_all(client)))

    with upstream(count) as port, connected(ours.proxy(port)) as client:
        client.sendall(b"x" * 100_000)
        client.shutdown(socket.SHUT_WR)
        assert receive_all(client) == b"100000"


def test_a_slow_dial_holds_nobody_up(ours: Server) -> None:
    """The upstream's queue is full, so its connections hang; the control API and other proxies do not."""
    with socket.socket() as full, upstream(echo) as port:
        full.bind((LOOPBACK, 0))
        full.listen(0)
        stuck = [socket.socket() for _ in range(4)]
        for waiting in stuck:
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        hanging = ours.proxy(full.getsockname()[1], name="stuck")
        working = ours.proxy(port)
        with connected(hanging), connected(working) as client:
            assert ask(client, b"a") == b"a"
            assert ours.api.patch("/proxies/stuck", json={"enabled": False}).status_code == 200
        for waiting in stuck:
            waiting.close()


def test_names_are_taken_as_they_are(ours: Server) -> None:
    """With a slash, a blank, a percent sign, an umlaut."""
    for name in ("a/b", "a b", "50%", "ü"):
        ours.proxy(9, name=name)
        assert ours.api.get(f"/proxies/{quote(name, safe='')}").json()["name"] == name


def test_pages_of_other_origins_are_refused(ours: Server) -> None:
    """Even when a page hides what browser it is in."""
    answer = ours.api.get("/proxies", headers={"origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "User agent not allowed")


def test_a_reset_heals_what_it_can(ours: Server) -> None:
    """One proxy whose port is taken does not keep the others from being enabled."""
    host, port = ours.proxy(9, name="a")
    ours.proxy(9, name="b")
    for name in ("a", "b"):
        ours.api.patch(f"/proxies/{name}", json={"enabled": False}).raise_for_status()
    with socket.create_server((host, port)):
        assert ours.api.post("/reset").status_code == 500
        assert ours.api.get("/proxies/b").json()["enabled"] is True
    assert ours.api.post("/reset").status_code == 204


def test_metrics_count_what_was_carried() -> None:
    """Under the names that Toxiproxy uses."""
    with started("windtunnel", "-proxy-metrics", "--runtime-metrics") as server, upstream(echo) as port:
        host, listening = server.proxy(port)
        with connected((host, listening)) as client:
            ask(client, b"hello")
        labels = f'direction="upstream",listener="{host}:{listening}",proxy="db",upstream="{LOOPBACK}:{port}"'
        line = f"toxiproxy_proxy_received_bytes_total{{{labels}}} 5\n"
        eventually(lambda: line in server.api.get("/metrics").text)
        assert "process_open_fds " in server.api.get("/metrics").text
