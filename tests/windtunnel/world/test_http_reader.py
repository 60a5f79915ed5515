"""Requests made of bytes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.world.http_reader import Arrival, Limits, RequestReader, Unreadable

POST = b"POST /a%20b?x=1 HTTP/1.1\r\nHost: here\r\nX-Two: 1\r\nx-two: 2\r\nContent-Length: 5\r\n\r\nhello"


def read(data: bytes, limits: Limits | None = None) -> list[Arrival]:
    """Return what one reader makes of ``data``."""
    reader = RequestReader(lambda: None, limits or Limits())
    reader.feed(data)
    return list(reader.complete)


def test_a_request_is_read_whole() -> None:
    """Method, path as sent, query, headers in lower case and joined, body."""
    ((request, keep, takes_chunks),) = read(POST)
    assert (request.method, request.path, request.query, request.body) == ("POST", "/a%20b", "x=1", b"hello")
    assert request.headers == {"host": "here", "x-two": "1, 2", "content-length": "5"}
    assert keep
    assert takes_chunks


@given(st.lists(st.integers(1, len(POST) * 2), max_size=8))
@settings(max_examples=40, deadline=None)
def test_it_does_not_matter_how_the_bytes_are_split(cuts: list[int]) -> None:
    """Two requests in any number of pieces are the same two requests."""
    data = POST + POST
    reader = RequestReader(lambda: None, Limits())
    places = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(places):
        if start < end:
            reader.feed(data[start:end])
    assert [request.body for request, _, _ in reader.complete] == [b"hello", b"hello"]


def test_a_body_in_chunks_is_joined() -> None:
    """Without the framing."""
    head = b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    ((request, _, _),) = read(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert request.body == b"abcde"


@pytest.mark.parametrize(
    ("lines", "keep"),
    [
        (b"GET / HTTP/1.1\r\n", True),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n", False),
        (b"GET / HTTP/1.0\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", True),
    ],
)
def test_a_request_says_whether_its_connection_stays_open(lines: bytes, keep: bool) -> None:
    """By version and header."""
    ((_, kept, takes_chunks),) = read(lines + b"\r\n")
    assert kept is keep
    assert takes_chunks is (b"1.1" in lines)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"http://host:80/a?b=c", "/a", "b=c"),
        (b"https://host", "/", ""),
        (b"*", "*", ""),
        (b"/a?", "/a", ""),
        (b"/a?b=c?d", "/a", "b=c?d"),
    ],
)
def test_a_target_may_be_a_whole_address(target: bytes, path: str, query: str) -> None:
    """As clients of a proxy send it."""
    method = b"OPTIONS" if target == b"*" else b"GET"
    ((request, _, _),) = read(method + b" " + target + b" HTTP/1.1\r\n\r\n")
    assert (request.path, request.query) == (path, query)


@pytest.mark.parametrize(
    ("data", "limits", "status"),
    [
        (b"\x16\x03\x01\x02\x00", Limits(), 400),
        (b"GET / HTTP/9.9\r\n\r\n", Limits(), 400),
        (b"GET /" + b"a" * 100 + b" HTTP/1.1\r\n\r\n", Limits(head_bytes_max=50), 431),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 100 + b"\r\n\r\n", Limits(head_bytes_max=50), 431),
        (POST, Limits(body_bytes_max=4), 413),
        (b"GET / HTTP/1.1\r\n\r\n" * 3, Limits(waiting_max=2), 429),
    ],
)
def test_what_cannot_be_answered_is_refused(data: bytes, limits: Limits, status: int) -> None:
    """With the status that says why."""
    with pytest.raises(Unreadable) as refused:
        read(data, limits)
    assert refused.value.status == status


def test_a_client_that_asks_first_is_told_to_go_on() -> None:
    """Once, when its headers are complete."""
    told: list[bool] = []
    reader = RequestReader(lambda: told.append(True), Limits())
    reader.feed(b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
    assert told == [True]
    assert not reader.complete
    reader.feed(b"x")
    assert len(reader.complete) == 1


def test_a_request_to_switch_protocols_is_the_last_one() -> None:
    """What follows it is not HTTP; the request itself is answered as any other."""
    reader = RequestReader(lambda: None, Limits())
    assert not reader.feed(b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n\x00\x01")
    assert [request.path for request, _, _ in reader.complete] == ["/"]
