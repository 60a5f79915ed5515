"""Systems on sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.controlled_clock import ClockMode, ControlledClock
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


async def ended(journal: Journal) -> dict[str, Any]:
    """Wait until an answer is recorded, and return it."""
    for _ in range(200):
        answers = list(journal.of(Kind.ANSWER))
        if answers:
            return dict(answers[0].data)
        await asyncio.sleep(0.01)
    raise AssertionError("no answer was recorded")


@pytest.mark.parametrize("response", [Response(delay_seconds=60.0), Response(chunks=(Chunk(b"a"), Chunk(b"b", 60.0)))])
def test_a_client_that_gives_up_while_it_waits_leaves_the_outcome_unknown(response: Response) -> None:
    """Before the first byte or between two parts: the journal says that it was abandoned."""

    async def body() -> None:
        async with served(response) as (client, system, journal):
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/", timeout=httpx.Timeout(5, read=0.1))
            answer = await ended(journal)
            assert (answer["outcome"], answer["reason"]) == ("info", "abandoned")
            assert system.finished_count == 1

    on_a_socket(body)


def test_silence_ends_when_the_client_hangs_up() -> None:
    """No task is left behind."""

    async def body() -> None:
        before = len(asyncio.all_tasks())
        async with served(Response(), Deciding(Drop(Loss.SILENCE))) as (client, system, _):
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/", timeout=httpx.Timeout(5, read=0.05))
            for _ in range(200):
                await asyncio.sleep(0.01)
                if len(asyncio.all_tasks()) == before:
                    break
            assert len(asyncio.all_tasks()) == before
            assert system.handled == []

    on_a_socket(body)


def test_half_a_request_is_not_served() -> None:
    """The system never sees a body that broke off."""

    async def body() -> None:
        async with served(Response()) as (client, system, journal):
            _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.close()
            await asyncio.sleep(0.05)
            assert system.handled == []
            assert len(journal) == 0

    on_a_socket(body)


def test_a_request_that_waits_is_not_in_flight() -> None:
    """An auto-advancing clock jumps over its delay, where it would otherwise wait for ever."""

    async def body() -> None:
        clock = ControlledClock(asyncio.get_running_loop(), 0.0, ClockMode.AUTO)
        site = Site("crm", "salesforce", Answering(Response(200, [], b"hello", delay_seconds=3600.0)))
        network = Network(clock, Journal(clock.now))
        edge = Edge(network, site, lambda request: json_response({}), clock.enter, clock.leave)
        server = Server(edge, bind())
        await server.start()
        async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5) as client:
            assert (await client.get("/")).text == "hello"
        assert clock.now() == 3600.0
        await server.stop()

    on_a_socket(body)


def test_headers_of_proxies_do_not_change_how_a_request_is_seen() -> None:
    """The scheme is the one that was used."""

    async def body() -> None:
        async with served(Response()) as (client, system, _):
            await client.get("/", headers={"X-Forwarded-Proto": "https"})
            assert system.handled[0].scheme == "http"

    on_a_socket(body)
