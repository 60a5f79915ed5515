"""Requests and responses as values."""

from __future__ import annotations

import pytest

from windtunnel.world.http import Chunk, Request, Response, json_response, text_response


def test_a_request_knows_what_the_caller_used() -> None:
    """For absolute links."""
    request = Request("GET", "/a%20b", "q=1&q=2&e=", {"host": "localhost:99"}, scheme="https")
    assert request.origin == "https://localhost:99"
    assert request.target == "/a%20b?q=1&q=2&e="
    assert request.decoded_path == "/a b"
    assert request.arguments == {"q": "2", "e": ""}
    assert request.argument_lists == {"q": ["1", "2"], "e": [""]}


def test_the_content_type_is_read_without_its_parameters() -> None:
    """In lower case."""
    assert (
        Request("POST", "/", headers={"content-type": "Application/JSON; charset=utf-8"}).content_type
        == "application/json"
    )


def test_bodies_are_read_as_json_or_form() -> None:
    """Or refused as neither."""
    assert Request("POST", "/", body=b'{"a": 1}').json() == {"a": 1}
    assert Request("POST", "/", body=b"a=1&b=%C3%A9").form() == {"a": "1", "b": "é"}
    with pytest.raises(ValueError, match="unexpected"):
        Request("POST", "/", body=b"{").json()


def test_setting_a_header_replaces_it_whatever_its_case() -> None:
    """One value remains."""
    response = Response(headers=[("X-A", "1"), ("x-a", "2"), ("B", "3")])
    response.set_header("x-A", "4")
    assert response.headers == [("B", "3"), ("x-A", "4")]
    assert response.header("X-a") == "4"


def test_a_streamed_body_is_the_sum_of_its_chunks() -> None:
    """For whoever needs it whole."""
    streamed = Response(chunks=(Chunk(b'{"a"'), Chunk(b": 1}", 0.5)))
    assert streamed.json() == {"a": 1}
    assert [chunk.delay_seconds for chunk in streamed.parts()] == [0.0, 0.5]
    assert [chunk.data for chunk in Response(body=b"x").parts()] == [b"x"]
    assert list(Response().parts()) == []


def test_chunks_without_a_pause_between_them_arrive_together() -> None:
    """As they would over a socket."""
    chunks = (Chunk(b"a"), Chunk(b"b", 0.5), Chunk(b"c"), Chunk(b"", 0.25), Chunk(b"d"))
    assert list(Response(chunks=chunks).parts()) == [Chunk(b"a"), Chunk(b"bc", 0.5), Chunk(b"d", 0.25)]
    assert list(Response(chunks=()).parts()) == []


def test_content_types_are_set() -> None:
    """With charset, unless a vendor leaves it out."""
    assert json_response({}).header("content-type") == "application/json; charset=utf-8"
    assert json_response({}, charset=False).header("content-type") == "application/json"
    assert text_response("a", 400).status == 400
