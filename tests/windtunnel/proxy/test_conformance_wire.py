"""What happens to connections: the same test against our server and the real Toxiproxy.

Bounds are wide enough for a machine that is busy; they are still narrow enough that a toxic which does nothing, or does
it twice, fails.
"""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from windtunnel.world.ports import free_port

from .servers import LOOPBACK, Server
from .upstreams import ask, connected, echo, eventually, receive, receive_all, seconds_for, sending, upstream

LATE_SECONDS_MAX = 0.4


def test_bytes_pass_both_ways_unchanged(server: Server) -> None:
    """Ten megabytes there and back."""
    data = bytes(range(256)) * 40960
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        sender = threading.Thread(target=client.sendall, args=(data,))
        sender.start()
        assert receive(client, len(data)) == data
        sender.join()


def test_the_end_of_the_server_reaches_the_client(server: Server) -> None:
    """All of the data, then the end."""
    data = b"answer" * 100_000
    with upstream(sending(data)) as port, connected(server.proxy(port)) as client:
        client.sendall(b"?")
        assert receive_all(client) == data


def test_an_upstream_that_is_down_is_connect_then_end(server: Server) -> None:
    """The proxy has accepted before it knows."""
    with connected(server.proxy(free_port())) as client:
        assert client.recv(1) == b""


def test_a_disabled_proxy_refuses_and_cuts(server: Server) -> None:
    """Open connections end, new ones are refused, enabling brings the same port back."""
    with upstream(echo) as port:
        address = server.proxy(port)
        with connected(address) as client:
            assert ask(client, b"a") == b"a"
            assert server.api.patch("/proxies/db", json={"enabled": False}).json()["enabled"] is False
            assert client.recv(1) == b""
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address, 5)
        assert server.api.patch("/proxies/db", json={"enabled": True}).json()["enabled"] is True
        with connected(address) as client:
            assert ask(client, b"b") == b"b"


def test_a_changed_upstream_cuts_and_leads_elsewhere(server: Server) -> None:
    """The proxy keeps its port."""
    with upstream(echo) as first, upstream(sending(b"second")) as second:
        address = server.proxy(first)
        with connected(address) as client:
            assert ask(client, b"a") == b"a"
            server.api.patch("/proxies/db", json={"upstream": f"{LOOPBACK}:{second}"})
            assert client.recv(1) == b""
        with connected(address) as client:
            client.sendall(b"?")
            assert receive_all(client) == b"second"


def test_a_removed_proxy_cuts_its_connections(server: Server) -> None:
    """And its port refuses."""
    with upstream(echo) as port:
        address = server.proxy(port)
        with connected(address) as client:
            assert ask(client, b"a") == b"a"
            server.api.delete("/proxies/db")
            assert client.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, 5)


@pytest.mark.parametrize("stream", ["upstream", "downstream"])
def test_latency_delays_a_message(server: Server, stream: str) -> None:
    """One way, not less than asked for."""
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        ask(client, b"a")
        server.toxic("latency", stream, latency=100)
        taken = seconds_for(lambda: ask(client, b"hello"))
        assert 0.0985 <= taken <= 0.1 + LATE_SECONDS_MAX


def test_latencies_of_both_directions_add_up(server: Server) -> None:
    """And those of a chain."""
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        for name, stream in (("a", "upstream"), ("b", "downstream"), ("c", "downstream")):
            server.toxic("latency", stream, name=name, latency=50)
        assert 0.1485 <= seconds_for(lambda: ask(client, b"hello")) <= 0.15 + LATE_SECONDS_MAX


def test_latency_does_not_take_bandwidth(server: Server) -> None:
    """Many chunks are under way at once: two megabytes take one delay, not sixty."""
    data = b"x" * 2_000_000
    with upstream(sending(data)) as port:
        address = server.proxy(port)
        server.toxic("latency", latency=100)
        with connected(address) as client:
            client.sendall(b"?")
            assert seconds_for(lambda: receive(client, len(data))) <= 1.5


def test_removing_latency_lets_what_it_holds_go(server: Server) -> None:
    """At once; the control call does not wait either."""
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        server.toxic("latency", latency=60_000)
        client.sendall(b"hello")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(5)
        client.settimeout(20)
        taken = seconds_for(lambda: server.api.delete("/proxies/db/toxics/latency_downstream").raise_for_status())
        assert receive(client, 5) == b"hello"
        assert taken < 5


def test_bandwidth_takes_its_time(server: Server) -> None:
    """A hundred kilobytes at 500 KB/s."""
    data = b"x" * 100_000
    with upstream(sending(data)) as port:
        address = server.proxy(port)
        server.toxic("bandwidth", rate=500)
        with connected(address) as client:
            client.sendall(b"?")
            assert 0.185 <= seconds_for(lambda: receive(client, len(data))) <= 0.2 + LATE_SECONDS_MAX


def test_a_bandwidth_of_nothing_stalls_until_it_is_removed(server: Server) -> None:
    """Clients use it to cut a connection without closing it; the server goes on, and no byte is lost."""
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        ask(client, b"a")
        server.toxic("bandwidth", rate=0)
        client.sendall(b"hello")
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(5)
        client.settimeout(20)
        assert server.api.get("/proxies/db").status_code == 200
        server.api.delete("/proxies/db/toxics/bandwidth_downstream").raise_for_status()
        assert receive(client, 5) == b"hello"


@pytest.mark.parametrize("limit", [0, 1, 99, 100, 101, 32767, 32768, 32769, 99_999])
def test_limit_data_is_exact(server: Server, limit: int) -> None:
    """So many bytes, then the end."""
    data = bytes(range(250)) * 400
    with upstream(sending(data)) as port:
        address = server.proxy(port)
        server.toxic("limit_data", bytes=limit)
        with connected(address) as client:
            client.sendall(b"?")
            assert receive_all(client) == data[:limit]


def test_limit_data_counts_on_after_a_change(server: Server) -> None:
    """What has passed still counts."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("limit_data", bytes=100)
        with connected(address) as client:
            assert ask(client, b"x" * 60) == b"x" * 60
            server.api.patch("/proxies/db/toxics/limit_data_downstream", json={"attributes": {"bytes": 70}})
            client.sendall(b"y" * 60)
            assert receive_all(client) == b"y" * 10


@pytest.mark.parametrize("stream", ["upstream", "downstream"])
def test_reset_peer_is_a_reset(server: Server, stream: str) -> None:
    """The client gets ECONNRESET, not an end."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("reset_peer", stream, timeout=0)
        with connected(address) as client:
            client.sendall(b"hello")
            with pytest.raises(ConnectionResetError):
                client.recv(5)


def test_reset_peer_waits(server: Server) -> None:
    """The time counts from the first data."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("reset_peer", timeout=150)
        with connected(address) as client:
            client.sendall(b"hello")

            def until_reset() -> None:
                with pytest.raises(ConnectionResetError):
                    client.recv(5)

            assert 0.14 <= seconds_for(until_reset) <= 0.15 + LATE_SECONDS_MAX


def test_timeout_drops_everything_and_closes(server: Server) -> None:
    """After so long without data."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("timeout", timeout=150)
        with connected(address) as client:
            client.sendall(b"hello")
            assert 0.1 <= seconds_for(lambda: receive_all(client)) <= 0.15 + LATE_SECONDS_MAX


def test_timeout_of_nothing_is_a_black_hole_until_it_is_removed(server: Server) -> None:
    """Removing it closes the connection, for bytes are missing from it."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("timeout", timeout=0)
        with connected(address) as client:
            client.sendall(b"hello")
            client.settimeout(0.2)
            with pytest.raises(TimeoutError):
                client.recv(5)
            client.settimeout(20)
            server.api.delete("/proxies/db/toxics/timeout_downstream").raise_for_status()
            assert client.recv(5) == b""


def test_slow_close_delays_the_end_alone(server: Server) -> None:
    """The data comes at once."""
    with upstream(sending(b"answer")) as port:
        address = server.proxy(port)
        server.toxic("slow_close", delay=600)
        with connected(address) as client:
            client.sendall(b"?")
            assert seconds_for(lambda: receive(client, 6)) < 0.55
            assert 0.2 <= seconds_for(lambda: client.recv(1)) <= 0.6 + LATE_SECONDS_MAX


def test_slicer_keeps_the_bytes(server: Server) -> None:
    """A hundred kilobytes in small pieces are the same bytes."""
    data = bytes(range(250)) * 400
    with upstream(sending(data)) as port:
        address = server.proxy(port)
        server.toxic("slicer", average_size=700, size_variation=300, delay=10)
        with connected(address) as client:
            client.sendall(b"?")
            assert receive_all(client) == data


def test_slicer_pauses_after_each_piece(server: Server) -> None:
    """Eight pieces of 128 bytes with 20 ms after each: the last comes 140 ms after the first."""
    with upstream(sending(b"x" * 1024)) as port:
        address = server.proxy(port)
        server.toxic("slicer", average_size=128, size_variation=0, delay=20_000)
        with connected(address) as client:
            client.sendall(b"?")
            assert 0.139 <= seconds_for(lambda: receive(client, 1024)) <= 0.14 + LATE_SECONDS_MAX


@pytest.mark.parametrize("toxicity", [0, 1])
def test_toxicity_decides_whether_a_connection_is_struck(server: Server, toxicity: int) -> None:
    """Never and always."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("limit_data", toxicity=toxicity, bytes=3)
        with connected(address) as client:
            client.sendall(b"hello")
            assert receive(client, 5) == (b"hello" if toxicity == 0 else b"hel")


def test_a_toxic_of_the_other_direction_changes_nothing(server: Server) -> None:
    """Upstream toxics see what the client sends."""
    received: list[bytes] = []

    def swallow(client: socket.socket) -> None:
        client.sendall(b"welcome")
        received.append(receive(client, 3))
        client.recv(1)

    with upstream(swallow) as port:
        address = server.proxy(port)
        server.toxic("limit_data", "upstream", bytes=3)
        with connected(address) as client:
            assert receive(client, 7) == b"welcome"
            client.sendall(b"hello")
            assert client.recv(1) == b""
        eventually(lambda: received == [b"hel"])


def test_no_byte_is_lost_while_toxics_come_and_go(server: Server) -> None:
    """A hundred times on a live connection, in both directions, with bytes under way."""
    data = bytes(range(251)) * 8000
    with upstream(echo) as port, connected(server.proxy(port)) as client:
        received = bytearray()
        done = threading.Event()

        def send() -> None:
            for start in range(0, len(data), 997):
                client.sendall(data[start : start + 997])
            done.set()

        def collect() -> None:
            received.extend(receive(client, len(data)))

        threads = [threading.Thread(target=work) for work in (send, collect)]
        for thread in threads:
            thread.start()
        toxics: list[tuple[str, dict[str, Any]]] = [
            ("latency", {"latency": 3}),
            ("bandwidth", {"rate": 100_000}),
            ("slicer", {"average_size": 300, "delay": 1}),
            ("noop", {}),
        ]
        for turn in range(100):
            stream = ("upstream", "downstream")[turn % 2]
            type_name, attributes = toxics[turn // 2 % 4]
            server.toxic(type_name, stream, name="flap", **attributes)
            server.api.delete("/proxies/db/toxics/flap").raise_for_status()
        for thread in threads:
            thread.join(60)
        assert done.is_set()
        assert bytes(received) == data


def test_no_byte_of_a_bulk_transfer_is_lost_while_toxics_come_and_go(server: Server) -> None:
    """Sixteen megabytes as fast as they go, one way."""
    data = bytes(range(251)) * 65_000
    with upstream(sending(data)) as port, connected(server.proxy(port)) as client:
        received: list[bytes] = []
        reader = threading.Thread(target=lambda: received.append(receive(client, len(data))))
        client.sendall(b"?")
        reader.start()
        for _ in range(20):
            server.toxic("latency", name="flap", latency=1)
            server.api.delete("/proxies/db/toxics/flap").raise_for_status()
        reader.join(60)
        assert received == [data]


def test_many_connections_at_once(server: Server) -> None:
    """Fifty clients, each with its own echo, under latency."""
    with upstream(echo) as port:
        address = server.proxy(port)
        server.toxic("latency", latency=20)
        clients = [socket.create_connection(address, 20) for _ in range(50)]
        for number, client in enumerate(clients):
            client.sendall(b"%04d" % number)
        answers = [receive(client, 4) for client in clients]
        for client in clients:
            client.close()
        assert answers == [b"%04d" % number for number in range(50)]
