"""``toxiproxy-python``, the client library, drives our server and the real one."""

from __future__ import annotations

import socket

import pytest
import toxiproxy
from toxiproxy.api import APIConsumer
from toxiproxy.exceptions import InvalidToxic, NotFound, ProxyExists

from .servers import LOOPBACK, Server
from .upstreams import ask, connected, echo, seconds_for, upstream


@pytest.fixture
def client(server: Server, monkeypatch: pytest.MonkeyPatch) -> toxiproxy.Toxiproxy:
    """The library, led to the server; it keeps the address in its class."""
    monkeypatch.setattr(APIConsumer, "host", LOOPBACK)
    monkeypatch.setattr(APIConsumer, "port", server.port)
    return toxiproxy.Toxiproxy()


def address_of(proxy: toxiproxy.Proxy) -> tuple[str, int]:
    """Return where a proxy listens."""
    host, _, port = proxy.listen.rpartition(":")
    return host, int(port)


def test_a_session(client: toxiproxy.Toxiproxy) -> None:
    """Make, list, hurt, heal, take down, bring up, remove."""
    assert client.running()
    assert client.version().startswith(b'{"version": ')
    with upstream(echo) as port:
        proxy = client.create(upstream=f"{LOOPBACK}:{port}", name="db")
        assert set(client.proxies()) == {"db"}
        proxy.add_toxic(type="latency", attributes={"latency": 100})
        assert proxy.get_toxic("latency_downstream").attributes == {"latency": 100, "jitter": 0}
        with connected(address_of(proxy)) as connection:
            assert seconds_for(lambda: ask(connection, b"a")) >= 0.0985
        assert proxy.destroy_toxic("latency_downstream")
        assert proxy.toxics() == {}
        with proxy.down(), pytest.raises(ConnectionRefusedError):
            socket.create_connection(address_of(proxy), 5)
        with connected(address_of(proxy)) as connection:
            assert ask(connection, b"b") == b"b"
    assert client.destroy(proxy)
    assert client.proxies() == {}


def test_its_exceptions(client: toxiproxy.Toxiproxy) -> None:
    """The library tells them apart by status alone."""
    proxy = client.create(upstream="localhost:9", name="db")
    with pytest.raises(ProxyExists):
        client.create(upstream="localhost:9", name="db")
    with pytest.raises(InvalidToxic):
        proxy.add_toxic(type="nonsense")
    proxy.add_toxic(type="slow_close", attributes={"delay": 1})
    with pytest.raises(ProxyExists):
        proxy.add_toxic(type="slow_close")
    with pytest.raises(NotFound):
        proxy.destroy_toxic("nonsense")


def test_populate_and_reset(client: toxiproxy.Toxiproxy) -> None:
    """The library makes them one by one."""
    made = client.populate(
        [
            {"name": "a", "upstream": "localhost:1", "listen": "127.0.0.1:0"},
            {"name": "b", "upstream": "localhost:2", "listen": "127.0.0.1:0"},
        ]
    )
    assert [proxy.name for proxy in made] == ["a", "b"]
    made[0].disable()
    made[1].add_toxic(type="timeout")
    assert client.reset()
    assert client.get_proxy("a").enabled is True
    assert client.get_proxy("b").toxics() == {}
    client.destroy_all()
    assert client.proxies() == {}
