"""mitmproxy in front of a live system."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.services import missing
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.intercept.live import LiveProxy, Upstream, read_upstream
from windtunnel.intercept.process import InterceptionFailed
from windtunnel.kernel.errors import UsageError
from windtunnel.world.http import Request, Response
from windtunnel.world.server import Server, bind

from ..world.answers import answering

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("desk=http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("desk=https://LOCALHOST/", "https://localhost:443"),
        ("desk=http://[::1]:9", "http://[::1]:9"),
        ("desk=https://staging.example.com", "https://staging.example.com:443"),
    ],
)
def test_a_declared_upstream_is_read(text: str, url: str) -> None:
    """On this machine, or on a host that was allowed."""
    assert read_upstream(text, ["Staging.example.com"]) == Upstream("desk", url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("desk", "is not NAME=URL"),
        ("=http://localhost", "is not NAME=URL"),
        ("desk=ftp://localhost", "is not NAME=URL"),
        ("desk=http://localhost:port", "is not NAME=URL|Port"),
        ("desk=http://localhost/api", "more than scheme, host and port"),
        ("desk=https://api.example.com", "api.example.com is not on this machine; say --allow-host api.example.com"),
        ("desk=http://203.0.113.7", "is not on this machine"),
    ],
)
def test_what_was_not_declared_is_refused(text: str, message: str) -> None:
    """Before anything is started."""
    with pytest.raises(UsageError, match=message):
        read_upstream(text, ["staging.example.com"])


def program() -> Path:
    """Return mitmdump, or say that it is missing."""
    try:
        return find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")


def echo(request: Request) -> Response:
    """Answer with the method, the path and the body as they arrived."""
    return Response(200, [], f"{request.method} {request.path} {request.body.decode()}".encode())


def decided(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Decide by what the request's path says."""
    if asked["phase"] == "after":
        return {"do": "answer", "status": 207, "headers": [["X-Was", str(asked["status"])]], "body": asked["body"]}
    decisions: dict[str, dict[str, Any]] = {
        "/answer": {"do": "answer", "status": 418, "headers": [], "body": base64.b64encode(b"tea").decode()},
        "/kill": {"do": "kill"},
        "/change": {
            "do": "change",
            "method": "PUT",
            "target": "/changed",
            "headers": asked["headers"],
            "body": base64.b64encode(b"more").decode(),
        },
    }
    return decisions.get(asked["target"], {"do": "pass"})


@pytest.mark.real_service
def test_every_decision_is_carried_out_and_nothing_else_is_dialled(tmp_path: Path) -> None:
    """For clients of its own address, and for clients that use it as their proxy."""
    found = program()
    told: list[Mapping[str, Any]] = []

    async def decide(asked: Mapping[str, Any]) -> dict[str, Any]:
        return decided(asked)

    async def main() -> None:
        server = Server(answering(echo), bind())
        await server.start()
        upstream = Upstream("desk", server.url)
        proxy = LiveProxy(found, tmp_path, [upstream], decide, told.append)
        await proxy.start()
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{proxy.url_of(upstream)}/pass", content=b"hello")
            assert (answer.status_code, answer.headers["x-was"], answer.text) == (207, "200", "POST /pass hello")
            answer = await client.get(f"{proxy.url_of(upstream)}/answer")
            assert (answer.status_code, answer.text) == (418, "tea")
            assert (await client.get(f"{proxy.url_of(upstream)}/change")).text == "PUT /changed more"
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(f"{proxy.url_of(upstream)}/kill")
        async with httpx.AsyncClient(trust_env=False, proxy=proxy.url) as client:
            assert (await client.get(f"{server.url}/pass")).text == "GET /pass "
            assert (await client.get("http://elsewhere.example/")).status_code == 403
            with pytest.raises(httpx.ProxyError, match="403"):
                await client.get("https://elsewhere.example/")
        await server.stop()
        await proxy.stop()
        await proxy.stop()
        assert [said["refused"] for said in told] == ["elsewhere.example", "elsewhere.example"]

    asyncio.run(main())


def test_a_program_that_is_no_proxy_is_a_clear_failure(tmp_path: Path) -> None:
    """With what it said."""
    fake = tmp_path / "mitmdump"
    fake.write_text("#!/bin/sh\necho no licence\nexit 3\n")
    fake.chmod(0o755)

    async def decide(asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"do": "pass"}

    async def main() -> None:
        with pytest.raises(InterceptionFailed, match="ended with 3"):
            await LiveProxy(fake, tmp_path, [Upstream("desk", "http://localhost:1")], decide).start()

    asyncio.run(main())
