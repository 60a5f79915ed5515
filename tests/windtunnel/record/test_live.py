"""The proxy between a client and the upstream."""

from __future__ import annotations

import asyncio
import base64
import gzip
import os
import ssl
from pathlib import Path

import httpx
import pytest

from tests.services import missing
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.errors import UsageError
from windtunnel.record.exchange import Exchange, header
from windtunnel.record.live import Tap, exchange_of
from windtunnel.record.upstream import parse_upstream
from windtunnel.world.certificates import Authority
from windtunnel.world.http import Request, Response
from windtunnel.world.server import Server, bind

from ..world.answers import answering

ROOT = Path(__file__).resolve().parents[3]


def program() -> Path:
    """Return mitmdump, or say that it is missing."""
    try:
        return find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")


def test_what_the_proxy_tells_is_an_exchange() -> None:
    """Bodies decoded, times from the clock that was passed in, headers of the way left out."""
    event = {
        "method": "post",
        "origin": "https://desk.example",
        "path": "//a?b=1?2",
        "status": 201,
        "seconds": 0.5,
        "request_headers": [("Content-Length", "3"), ("X-A", "1")],
        "request_body": base64.b64encode(b"abc").decode(),
        "response_headers": [],
        "response_body": "",
    }
    assert exchange_of(event, 100.0) == Exchange(
        "POST", "https://desk.example", "//a", "b=1?2", (("X-A", "1"),), b"abc", 201, (), b"", 99.5, 0.5
    )


def compressed(request: Request) -> Response:
    """Answer with a compressed link to itself."""
    body = gzip.compress(f'{{"self": "{request.scheme}://{request.headers["host"]}{request.path}"}}'.encode())
    return Response(200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], body)


@pytest.mark.real_service
def test_traffic_passes_by_base_url_and_by_fixed_host_and_nothing_else_is_dialled(tmp_path: Path) -> None:
    """Over TLS to the upstream, decoded for the recording, with links that lead back; no body is on the disk."""
    found = program()

    async def main() -> None:
        authority = Authority(tmp_path / "authority")
        server = Server(answering(compressed), bind(), authority.server_context(("localhost",)))
        await server.start()
        upstream = parse_upstream(f"https://localhost:{server.port}")
        took: list[Exchange] = []
        tap = Tap(found, tmp_path / "mitm", upstream, took.append, lambda: 100.0, authority.file)
        await tap.start()
        trusted = ssl.create_default_context(cafile=str(tap.ca_file))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{tap.url}/v2/canary")
            assert answer.json() == {"self": f"{tap.url}/v2/canary"}
        async with httpx.AsyncClient(proxy=tap.proxy_url, verify=trusted, trust_env=False) as client:
            answer = await client.get(f"{upstream.origin}/v2/fixed")
            assert answer.json() == {"self": f"{upstream.origin}/v2/fixed"}
            with pytest.raises(httpx.ProxyError, match="403"):
                await client.get("https://elsewhere.example/")
        await server.stop()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{tap.url}/v2/late")).status_code == 502
        await tap.stop()
        assert [each.path for each in took] == ["/v2/canary", "/v2/fixed"]
        assert took[0].answered == f'{{"self": "{upstream.origin}/v2/canary"}}'.encode()
        assert header(took[0].headers, "content-encoding") is None
        assert (tap.refused, len(tap.failures)) == (["elsewhere.example"], 1)

    asyncio.run(main())
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert written
    assert not any(b"canary" in content for content in written)


@pytest.mark.real_service
def test_events_of_a_stream_arrive_while_it_lasts(tmp_path: Path) -> None:
    """The second is sent when the client has the first; a client that leaves before the end leaves a recording."""
    found = program()

    async def main() -> None:
        arrived = asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            writer.write(b"9\r\ndata: 1\n\n\r\n")
            await writer.drain()
            await arrived.wait()
            writer.write(b"9\r\ndata: 2\n\n\r\n")
            await writer.drain()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        upstream = parse_upstream(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        took: list[Exchange] = []
        tap = Tap(found, tmp_path / "mitm", upstream, took.append, lambda: 100.0)
        await tap.start()
        async with (
            asyncio.timeout(20),
            httpx.AsyncClient(trust_env=False) as client,
            client.stream("GET", f"{tap.url}/events") as response,
        ):
            lines = response.aiter_lines()
            assert await anext(lines) == "data: 1"
            arrived.set()
            assert [await anext(lines) for _ in range(3)] == ["", "data: 2", ""]
        await tap.stop()
        server.close()
        assert [(each.path, each.answered) for each in took] == [("/events", b"data: 1\n\ndata: 2\n\n")]

    asyncio.run(main())
