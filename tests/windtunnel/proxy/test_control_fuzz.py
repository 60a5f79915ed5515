"""Malformed control requests: never a crash, never a hang, always a JSON error."""

from __future__ import annotations

import http.client
import io
import json
import socket
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services import REQUIRED
from windtunnel.proxy.toxics import TOXIC_TYPES

from .servers import LOOPBACK, Server

EXAMPLES = 2500 if REQUIRED else 250
"""For each of the two tests; in CI they make 5,000 together."""
ANSWER_SECONDS_MAX = 10
FIELDS = [
    *("name", "listen", "upstream", "enabled", "toxics", "type", "stream", "toxicity", "toxicity_per", "ttl_seconds"),
    *("attributes", "latency", "jitter", "rate", "delay", "timeout", "average_size", "size_variation", "bytes"),
]

fuzzing = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
names = st.sampled_from(["db", "a", "none", "a%2Fb", "%00", "..", "", "%zz", "ü".encode().decode("latin-1")])
words = st.sampled_from(
    ["db", "a", "latency", "upstream", "downstream", "127.0.0.1:0", "localhost:1", ":::", "[::1", "1.2.3.4:99999", "x:"]
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(),
    words,
    st.sampled_from(sorted(TOXIC_TYPES)),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)), inner, max_size=6),
    ),
    max_leaves=12,
)
toxics = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(TOXIC_TYPES)), "name": words},
    optional={"attributes": st.dictionaries(st.sampled_from(FIELDS), leaves), "toxicity": leaves, "stream": leaves},
)
documents = st.one_of(values, toxics, st.lists(toxics, max_size=3)).map(json.dumps).map(str.encode)
nested = st.integers(min_value=1, max_value=20_000).map(lambda depth: b"[" * depth)
bodies = st.one_of(
    documents,
    documents,
    st.tuples(documents, st.integers(0, 40)).map(lambda cut: cut[0][: -cut[1] or None]),
    st.binary(max_size=60),
    nested,
    st.integers(1, 6000).map(lambda digits: b'{"type":"latency","attributes":{"latency":' + b"9" * digits + b"}}"),
)
paths = st.one_of(
    st.sampled_from(["/proxies", "/populate", "/reset", "/version", "/metrics", "/", "//", "*", "/proxies/"]),
    names.map(lambda name: f"/proxies/{name}"),
    names.map(lambda name: f"/proxies/{name}/toxics"),
    st.tuples(names, names).map(lambda pair: f"/proxies/{pair[0]}/toxics/{pair[1]}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(lambda text: f"/{text}"),
)
methods = st.sampled_from(["GET", "POST", "POST", "POST", "PATCH", "PATCH", "DELETE", "PUT", "OPTIONS"])
headers = st.dictionaries(
    st.sampled_from(["User-Agent", "Content-Type", "X-Other", "Accept"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    max_size=3,
)


def is_fine(status: int, body: bytes) -> bool:
    """Tell whether an answer is a success, or an error in JSON that tells its own status."""
    if status < 300:
        return True
    error: Any = json.loads(body)
    return error["status"] == status and bool(error["error"]) and not error["error"].startswith("internal error")


@fuzzing
@given(method=methods, path=paths, body=bodies, sent=headers)
def test_any_request_is_answered(ours: Server, method: str, path: str, body: bytes, sent: dict[str, str]) -> None:
    """Whatever the method, path, headers and body are."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    head = "\r\n".join([*lines, "Host: x", "Connection: close", f"Content-Length: {len(body)}", "", ""])
    status, text = answer_to(ours.port, head.encode("latin-1") + body)
    assert is_fine(status, text), (status, text)
    if status == 201:
        ours.clear()


def answer_to(port: int, request: bytes) -> tuple[int, bytes]:
    """Send bytes and return status and body of the answer."""
    with socket.create_connection((LOOPBACK, port), ANSWER_SECONDS_MAX) as client:
        client.sendall(request)
        answer = http.client.HTTPResponse(client)
        answer.begin()
        return answer.status, answer.read()


class Canned(socket.socket):
    """Bytes that ``http.client`` reads as if they came from a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *args: Any, **kwargs: Any) -> Any:
        """Return the bytes as a file."""
        return io.BytesIO(self._data)


lines = st.one_of(
    st.sampled_from(
        [
            b"POST /proxies HTTP/1.1",
            b"GET / HTTP/1.1",
            b"GET /version HTTP/9.9",
            b"CONNECT x:1 HTTP/1.1",
            b"PRI * HTTP/2.0",
            b"Content-Length: 5",
            b"Content-Length: -1",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: chunked",
            b"Connection: Upgrade",
            b"Upgrade: websocket",
            b"Expect: 100-continue",
            b"Host: x",
            b"zz",
            b"",
            b"",
            b"{}",
            b"ffffffffffffffff",
        ]
    ),
    st.binary(max_size=30),
    st.integers(1, 100_000),  # a header of so many bytes
)


@fuzzing
@given(parts=st.lists(lines, max_size=8))
def test_any_bytes_are_answered_or_closed(ours: Server, parts: list[bytes | int]) -> None:
    """What is no HTTP is told so in JSON, and the connection closes."""
    data = b"\r\n".join(b"X: " + b"x" * part if isinstance(part, int) else part for part in parts)
    with socket.create_connection((LOOPBACK, ours.port), ANSWER_SECONDS_MAX) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(65536), b""))
    received = received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert bool(received) == bool(data.strip(b"\r\n"))
    if received:
        answer = http.client.HTTPResponse(Canned(received))
        answer.begin()
        assert is_fine(answer.status, answer.read())


def test_it_still_works_afterwards(ours: Server) -> None:
    """The same process, which answers at once."""
    assert ours.api.get("/version").status_code == 200
