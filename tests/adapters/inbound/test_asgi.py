"""The little of ASGI that the receiver needs."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from adapters.inbound.asgi import Answer, BodyTooLarge, Disconnected, Request, read_request, send_answer


def read(messages: list[dict[str, Any]], headers: list[tuple[bytes, bytes]]) -> Request:
    """Read a request of at most 10 bytes from ``messages``."""

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return asyncio.run(read_request({"headers": headers}, receive, 10))


def test_headers_are_found_in_any_case_and_the_body_is_whole() -> None:
    """As a signature check needs them."""
    body: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"c"},
    ]
    request = read(body, [(b"x-signature", b"s")])
    assert (request.headers["X-Signature"], request.body) == ("s", b"abc")


def test_a_body_over_the_cap_is_not_read_to_its_end() -> None:
    """Neither when its length is announced nor when it is not."""
    endless = [{"type": "http.request", "body": b"x" * 6, "more_body": True} for _ in range(9)]
    with pytest.raises(BodyTooLarge):
        read(endless, [])
    assert len(endless) == 7
    with pytest.raises(BodyTooLarge):
        read(endless, [(b"content-length", b"11")])
    assert len(endless) == 7


def test_a_client_that_goes_away_is_noticed() -> None:
    """Half a body is no body."""
    with pytest.raises(Disconnected):
        read([{"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"}], [])


def test_an_answer_is_json_with_its_length() -> None:
    """And with the headers that it was given."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(send_answer(send, Answer(503, {"error": "später"}, {"retry-after": "5"})))
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 503
    assert (headers[b"content-type"], headers[b"retry-after"]) == (b"application/json", b"5")
    assert int(headers[b"content-length"]) == len(sent[1]["body"])
