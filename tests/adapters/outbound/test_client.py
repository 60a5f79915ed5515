"""The client under the spokes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.outbound.client import PlainClient

REQUEST = httpx.Request("GET", "https://thing.example/v1/query?q=customer%40mail.example")


class Body(httpx.AsyncByteStream):
    """A body that tells whether it was closed, and can break off."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"one"
        if self.broken:
            raise httpx.ReadError("gone")
        yield b"two"

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True


class Answers(httpx.AsyncBaseTransport):
    """Gives one answer to everything."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        return self.response

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True


def send(response: httpx.Response, *, stream: bool = False) -> httpx.Response:
    """Send a request that is answered like this."""
    return asyncio.run(PlainClient(Answers(response)).send(REQUEST, stream=stream))


def test_an_answer_is_read_to_its_end_and_knows_its_request() -> None:
    """The caller needs no second await."""
    body = Body()
    response = send(httpx.Response(200, stream=body))
    assert (response.content, response.request, body.closed) == (b"onetwo", REQUEST, True)


def test_a_stream_is_left_to_the_caller() -> None:
    """Nothing of it has been read."""
    body = Body()
    assert not send(httpx.Response(200, stream=body), stream=True).is_stream_consumed
    assert not body.closed


def test_a_body_that_breaks_off_is_closed() -> None:
    """The connection is free again, whatever happened."""
    body = Body(broken=True)
    with pytest.raises(httpx.ReadError):
        send(httpx.Response(200, stream=body))
    assert body.closed


def test_no_cookie_is_kept_no_redirect_followed_no_url_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What systems say goes to the caller, and to nobody else."""
    response = httpx.Response(302, headers={"location": "https://else.example/", "set-cookie": "a=b"})
    with caplog.at_level(logging.DEBUG):
        assert send(response) is response
    assert caplog.text.count("thing.example") == 0


def test_closing_closes_the_transport() -> None:
    """With its pool of connections."""
    transport = Answers(httpx.Response(200))
    asyncio.run(PlainClient(transport).aclose())
    assert transport.closed
