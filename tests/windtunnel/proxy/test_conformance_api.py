"""The control API: the same requests to our server and to the real Toxiproxy."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from windtunnel.world.ports import free_port

from .servers import Server

NOWHERE = 9


def test_a_proxy_is_made_shown_changed_and_removed(server: Server) -> None:
    """Status codes and bodies of a whole life."""
    host, port = server.proxy(NOWHERE)
    shown = {
        "name": "db",
        "listen": f"{host}:{port}",
        "upstream": "127.0.0.1:9",
        "enabled": True,
        "Logger": {},
        "toxics": [],
    }
    assert server.api.get("/proxies").json() == {"db": shown}
    answer = server.api.get("/proxies/db")
    assert (answer.status_code, answer.json()) == (200, shown)
    changed = server.api.patch("/proxies/db", json={"upstream": "127.0.0.1:10", "name": "other"})
    assert (changed.status_code, changed.json()) == (200, {**shown, "upstream": "127.0.0.1:10"})
    removed = server.api.delete("/proxies/db")
    assert (removed.status_code, removed.content) == (204, b"")
    assert server.api.get("/proxies").json() == {}


def test_an_address_without_host_is_every_address(server: Server) -> None:
    """No ``listen`` means any free port of every interface."""
    answer = server.api.post("/proxies", json={"name": "db", "upstream": "localhost:9"})
    assert answer.status_code == 201
    assert answer.json()["listen"].startswith(("[::]:", "0.0.0.0:"))
    assert not answer.json()["listen"].endswith(":0")


def test_keys_may_have_any_case_and_unknown_ones_are_ignored(server: Server) -> None:
    """As Go's JSON decoder does it; null counts as absent, what follows the value is ignored."""
    body = b'{"NAME": "db", "Upstream": "localhost:9", "listen": null, "enabled": null, "x": [1]} and more'
    answer = server.api.post("/proxies", content=body)
    assert answer.status_code == 201
    assert answer.json()["enabled"] is True


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("POST", "/proxies", b"", 400, "bad request body: EOF"),
        ("POST", "/proxies", b"{", 400, "bad request body: unexpected EOF"),
        ("POST", "/proxies", b'{"name": "a', 400, "bad request body: unexpected EOF"),
        ("POST", "/proxies", b"[]", 400, "bad request body: "),
        ("POST", "/proxies", b"{'a'}", 400, "bad request body: "),
        ("POST", "/proxies", b'{"name": 1}', 400, "bad request body: "),
        ("POST", "/proxies", b'{"name": "a", "enabled": "yes"}', 400, "bad request body: "),
        ("POST", "/proxies", b"{}", 400, "missing required field: name"),
        ("POST", "/proxies", b"null", 400, "missing required field: name"),
        ("POST", "/proxies", b'{"name": "a"}', 400, "missing required field: upstream"),
        ("POST", "/proxies", b'{"name": "db", "upstream": "a:1"}', 409, "proxy already exists"),
        (
            "POST",
            "/proxies",
            b'{"name": "a", "upstream": "a:1", "listen": "nonsense"}',
            500,
            "listen tcp: address nonsense: missing port in address",
        ),
        (
            "POST",
            "/proxies",
            b'{"name": "a", "upstream": "a:1", "listen": "127.0.0.1:99999"}',
            500,
            "listen tcp: address 99999: invalid port",
        ),
        ("GET", "/proxies/none", None, 404, "proxy not found"),
        ("PATCH", "/proxies/none", b"{", 404, "proxy not found"),
        ("DELETE", "/proxies/none", None, 404, "proxy not found"),
        ("PATCH", "/proxies/db", b"", 400, "bad request body: EOF"),
        ("PATCH", "/proxies/db", b'{"listen": "bad"}', 500, "address bad: missing port in address"),
        ("GET", "/proxies/none/toxics", None, 404, "proxy not found"),
        ("POST", "/proxies/none/toxics", b"{", 404, "proxy not found"),
        ("POST", "/proxies/db/toxics", b"", 400, "bad request body: EOF"),
        ("POST", "/proxies/db/toxics", b"{}", 400, "invalid toxic type"),
        ("POST", "/proxies/db/toxics", b'{"type": "x"}', 400, "invalid toxic type"),
        ("POST", "/proxies/db/toxics", b'{"type": "latency"}', 409, "toxic already exists"),
        (
            "POST",
            "/proxies/db/toxics",
            b'{"type": "x", "stream": "sideways"}',
            400,
            "stream was invalid, can be either upstream or downstream",
        ),
        (
            "POST",
            "/proxies/db/toxics",
            b'{"type": "timeout", "attributes": {"timeout":1.5}}',
            400,
            "bad request body: ",
        ),
        ("POST", "/proxies/db/toxics", b'{"type": "timeout", "attributes":{"timeout":"1"}}', 400, "bad request body: "),
        ("POST", "/proxies/db/toxics", b'{"type": "timeout", "attributes": 1}', 400, "bad request body: "),
        ("POST", "/proxies/db/toxics", b'{"type": "timeout", "toxicity": 1e40}', 400, "bad request body: "),
        ("GET", "/proxies/db/toxics/none", None, 404, "toxic not found"),
        ("PATCH", "/proxies/db/toxics/none", b"{", 404, "toxic not found"),
        ("DELETE", "/proxies/db/toxics/none", None, 404, "toxic not found"),
        ("PATCH", "/proxies/db/toxics/latency_downstream", b"[]", 400, "bad request body: "),
        ("POST", "/populate", b"", 400, "bad request body: EOF"),
        ("POST", "/populate", b"{}", 400, "bad request body: "),
        ("POST", "/populate", b'[{"name": "a", "upstream": "a:1"},{}]', 400, "missing required field: name at proxy 2"),
        ("POST", "/populate", b'[{"name": "a"}]', 400, "missing required field: upstream at proxy 1"),
    ],
)
def test_mistakes_are_answered_alike(
    server: Server, method: str, path: str, body: bytes | None, status: int, error: str
) -> None:
    """Status and message; after the colon of a bad body each server has its own words."""
    server.proxy(NOWHERE)
    server.toxic("latency")
    answer = server.api.request(method, path, content=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == status
    assert answer.json()["error"].startswith(error)
    if not error.endswith(": "):
        assert answer.json()["error"] == error


def test_a_port_that_is_taken_is_named(server: Server) -> None:
    """500, and the proxy does not exist afterwards."""
    host, port = server.proxy(NOWHERE)
    answer = server.api.post("/proxies", json={"name": "b", "upstream": "a:1", "listen": f"{host}:{port}"})
    assert answer.status_code == 500
    assert answer.json()["error"] == f"listen tcp {host}:{port}: bind: address already in use"
    assert set(server.api.get("/proxies").json()) == {"db"}


def test_a_toxic_is_made_shown_changed_and_removed(server: Server) -> None:
    """Status codes and bodies of a whole life; attributes are merged, name, type and stream stay."""
    server.proxy(NOWHERE)
    made = server.api.post("/proxies/db/toxics", json={"type": "latency", "attributes": {"LATENCY": 5, "x": 1}})
    shown: dict[str, Any] = {
        "attributes": {"latency": 5, "jitter": 0},
        "name": "latency_downstream",
        "type": "latency",
        "stream": "downstream",
        "toxicity": 1,
    }
    assert (made.status_code, made.json()) == (200, shown)
    path = "/proxies/db/toxics/latency_downstream"
    assert server.api.get(path).json() == shown
    change = {"attributes": {"jitter": 2}, "toxicity": 0.5, "name": "n", "type": "noop", "stream": "upstream"}
    changed = server.api.patch(path, json=change)
    expected = {**shown, "attributes": {"latency": 5, "jitter": 2}, "toxicity": 0.5}
    assert (changed.status_code, changed.json()) == (200, expected)
    assert server.api.post(path, json={}).json() == expected
    assert server.api.get("/proxies/db").json()["toxics"] == [expected]
    assert server.api.delete(path).status_code == 204
    assert server.api.get("/proxies/db/toxics").json() == []


def test_toxics_are_listed_upstream_first(server: Server) -> None:
    """And in the order of their creation within a direction; the stream keeps the case it was written in."""
    server.proxy(NOWHERE)
    server.toxic("noop", name="a")
    server.toxic("noop", "Upstream", name="b")
    server.toxic("noop", name="c")
    server.toxic("noop", "upstream", name="d")
    listed = server.api.get("/proxies/db/toxics").json()
    assert [(toxic["name"], toxic["stream"]) for toxic in listed] == [
        ("b", "Upstream"),
        ("d", "upstream"),
        ("a", "downstream"),
        ("c", "downstream"),
    ]


@pytest.mark.parametrize(
    ("type_name", "attributes"),
    [
        ("latency", {"latency": 0, "jitter": 0}),
        ("bandwidth", {"rate": 0}),
        ("slow_close", {"delay": 0}),
        ("timeout", {"timeout": 0}),
        ("reset_peer", {"timeout": 0}),
        ("limit_data", {"bytes": 0}),
        ("noop", {}),
    ],
)
def test_attributes_have_defaults(server: Server, type_name: str, attributes: dict[str, int]) -> None:
    """A rate at the wrong level is ignored too, which leaves the default."""
    server.proxy(NOWHERE)
    answer = server.api.post("/proxies/db/toxics", json={"type": type_name, "rate": 5})
    assert answer.json()["attributes"] == attributes


def test_populate_makes_proxies_and_leaves_equal_ones_alone(server: Server) -> None:
    """Equal means the same resolved address and the same upstream; its toxics and its ``enabled`` stay."""
    port = free_port()
    wanted = [{"name": "a", "listen": f"localhost:{port}", "upstream": "localhost:1"}]
    first = server.api.post("/populate", json=wanted)
    assert first.status_code == 201
    assert first.json()["proxies"][0]["listen"] == f"127.0.0.1:{port}"
    server.toxic("latency", proxy="a")
    again = server.api.post("/populate", json=[{**wanted[0], "enabled": False}])
    assert again.json()["proxies"][0]["enabled"] is True
    assert len(again.json()["proxies"][0]["toxics"]) == 1
    replaced = server.api.post("/populate", json=[{**wanted[0], "upstream": "localhost:2"}])
    assert replaced.json()["proxies"][0]["toxics"] == []


def test_populate_shows_what_it_made_before_it_failed(server: Server) -> None:
    """Partial success is visible, the rest is not tried."""
    _, taken = server.proxy(NOWHERE)
    body = [
        {"name": "a", "listen": "127.0.0.1:0", "upstream": "x:1"},
        {"name": "b", "listen": f"127.0.0.1:{taken}", "upstream": "x:1"},
        {"name": "c", "listen": "127.0.0.1:0", "upstream": "x:1"},
    ]
    answer = server.api.post("/populate", json=body)
    assert answer.status_code == 500
    assert answer.json()["status"] == 500
    assert "address already in use" in answer.json()["error"]
    assert [proxy["name"] for proxy in answer.json()["proxies"]] == ["a"]
    assert set(server.api.get("/proxies").json()) == {"db", "a"}


def test_reset_enables_everything_and_removes_every_toxic(server: Server) -> None:
    """Also what was disabled on purpose."""
    server.proxy(NOWHERE)
    server.toxic("latency")
    server.api.patch("/proxies/db", json={"enabled": False})
    answer = server.api.post("/reset")
    assert (answer.status_code, answer.content) == (204, b"")
    shown = server.api.get("/proxies/db").json()
    assert shown["enabled"] is True
    assert shown["toxics"] == []


def test_browsers_are_refused(server: Server) -> None:
    """A page in a browser must not be able to drive the server."""
    answer = server.api.get("/proxies", headers={"user-agent": "Mozilla/5.0"})
    assert answer.status_code == 403
    assert "User agent not allowed" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/none", 404), ("GET", "/proxies/", 404), ("PUT", "/proxies", 405), ("GET", "/reset", 405)],
)
def test_unknown_paths_and_methods_are_refused(server: Server, method: str, path: str, status: int) -> None:
    """404 and 405."""
    assert server.api.request(method, path).status_code == status


def test_metrics_exist_only_when_asked_for(server: Server) -> None:
    """The server was started without the flag."""
    assert server.api.get("/metrics").status_code == 404


def test_the_version_is_json(server: Server) -> None:
    """One object with one key, and a content type without a blank."""
    answer = server.api.get("/version")
    assert list(answer.json()) == ["version"]
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert "x-toxiproxy-request-id" in answer.headers


def test_requests_on_one_connection_are_answered_in_order(server: Server) -> None:
    """Pipelined requests work."""
    import socket

    request = b"GET /version HTTP/1.1\r\nHost: x\r\n\r\nGET /proxies HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        client.sendall(request)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b'"version"') < answer.index(b"{}")


def test_a_client_without_keep_alive_is_served(server: Server) -> None:
    """The connection closes after the answer."""
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"http://127.0.0.1:{server.port}/version", headers={"connection": "close"})
    assert answer.headers["connection"] == "close"
