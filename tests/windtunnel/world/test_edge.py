"""Systems on sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.world.edge import Edge
from windtunnel.world.exchange import Cut, Drop, Loss
from windtunnel.world.http import Chunk, Request, Response, json_response
from windtunnel.world.network import Network, Site
from windtunnel.world.server import Server, bind

from .worlds import Answering, Deciding


@asynccontextmanager
async def served(
    response: Response, *interceptors: Deciding
) -> AsyncIterator[tuple[httpx.AsyncClient, Answering, Journal]]:
    """Serve one system on a socket."""
    clock = LoopClock(asyncio.get_running_loop())
    journal = Journal(clock.now)
    system = Answering(response)
    site = Site("crm", "salesforce", system, list(interceptors))
    edge = Edge(Network(clock, journal), site, lambda request: json_response({"control": request.path}))
    server = Server(edge, bind())
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5) as client:
        yield client, system, journal
    await server.stop()


def on_a_socket(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run on a real loop."""
    asyncio.run(body())


def test_requests_and_answers_travel_whole() -> None:
    """Path, query, headers, body; status, headers, Date of the world."""

    async def body() -> None:
        async with served(Response(201, [("X-A", "1")], b"hello")) as (client, system, journal):
            answer = await client.post("/a%20b?q=1", content=b"x" * 300_000, headers={"X-Key": "k"})
            assert (answer.status_code, answer.text, answer.headers["x-a"]) == (201, "hello", "1")
            assert answer.headers["date"].startswith("Mon, 05 Jan 2026")
            request = system.handled[0]
            assert (request.path, request.query, request.headers["x-key"]) == ("/a%20b", "q=1", "k")
            assert len(request.body) == 300_000
            assert [event.kind for event in journal] == [Kind.ATTEMPT, Kind.ANSWER]

    on_a_socket(body)


def test_streams_are_sent_in_chunks() -> None:
    """With no length announced."""

    async def body() -> None:
        async with served(Response(200, [], chunks=(Chunk(b"a"), Chunk(b"b", 0.001)))) as (client, _, _):
            answer = await client.get("/")
            assert answer.content == b"ab"
            assert answer.headers["transfer-encoding"] == "chunked"

    on_a_socket(body)


def test_an_empty_answer_has_no_length() -> None:
    """204 has no body at all."""

    async def body() -> None:
        async with served(Response(204)) as (client, _, _):
            answer = await client.delete("/")
            assert (answer.status_code, answer.content) == (204, b"")
            assert "content-length" not in answer.headers

    on_a_socket(body)


def test_the_control_api_is_not_an_exchange() -> None:
    """It is answered beside the system and leaves no trace in the journal."""

    async def body() -> None:
        async with served(Response(200)) as (client, system, journal):
            assert (await client.get("/__admin/state")).json() == {"control": "/__admin/state"}
            assert (system.handled, len(journal)) == ([], 0)

    on_a_socket(body)


@pytest.mark.parametrize(
    ("interceptor", "error"),
    [
        (Deciding(Drop(Loss.RESET)), httpx.TransportError),
        (Deciding(after=Drop(Loss.RESET)), httpx.TransportError),
        (Deciding(after=Cut(2)), httpx.RemoteProtocolError),
    ],
)
def test_losses_break_the_connection(interceptor: Deciding, error: type[Exception]) -> None:
    """The client sees what a broken peer looks like."""

    async def body() -> None:
        async with served(Response(200, [], b"hello"), interceptor) as (client, _, journal):
            with pytest.raises(error):
                await client.get("/")
            (answer,) = journal.of(Kind.ANSWER)
            assert answer.data["outcome"] == "info"

    on_a_socket(body)


def test_a_client_that_hangs_up_is_noticed() -> None:
    """The system learns that nobody waits any more."""

    async def body() -> None:
        async with served(Response(200, [], b"hello", delay_seconds=0.05)) as (client, system, _):
            await client.get("/")
            assert system.finished_count == 1

    on_a_socket(body)


def test_repeated_headers_are_joined() -> None:
    """As HTTP allows."""

    async def body() -> None:
        async with served(Response(200)) as (client, system, _):
            await client.get("/", headers=[("X-A", "1"), ("X-A", "2")])
            request: Request = system.handled[0]
            assert request.headers["x-a"] == "1, 2"

    on_a_socket(body)
