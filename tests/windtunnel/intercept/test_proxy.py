"""Clients that know only the vendor's own host."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.services import missing
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.intercept.process import InterceptionFailed
from windtunnel.intercept.proxy import Interception, Route, routes_of
from windtunnel.kernel.errors import UsageError
from windtunnel.world.certificates import Authority
from windtunnel.world.http import Request, Response
from windtunnel.world.server import Server, bind

from ..world.answers import answering

ROOT = Path(__file__).resolve().parents[3]


def test_a_variable_part_of_a_host_stands_for_anything() -> None:
    """As profiles write it."""
    routes = routes_of("zendesk", ["{subdomain}.zendesk.com", "API.zendesk.com"], 8443)
    assert routes == [Route("*.zendesk.com", "zendesk", 8443), Route("api.zendesk.com", "zendesk", 8443)]


def echo(request: Request) -> Response:
    """Answer with scheme, host and path as they arrived."""
    return Response(200, [], f"{request.scheme} {request.headers['host']} {request.path}".encode())


def program() -> Path:
    """Return mitmdump, or say that it is missing."""
    try:
        return find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")


@pytest.mark.real_service
def test_a_hard_coded_host_reaches_the_simulator_and_nothing_else_leaves(tmp_path: Path) -> None:
    """Under the name that the client used; an unknown host is refused before anything is dialled."""
    found = program()

    async def main() -> None:
        authority = Authority(tmp_path / "authority")
        server = Server(answering(echo), bind(), authority.server_context(("localhost",)))
        await server.start()
        told: list[Mapping[str, Any]] = []
        routes = routes_of("openai", ["api.openai.com"], server.port)
        proxy = Interception(found, tmp_path / "mitm", routes, authority.file, told.append)
        await proxy.start()
        trusted = ssl.create_default_context(cafile=str(proxy.ca_file))
        async with httpx.AsyncClient(proxy=proxy.url, verify=trusted, trust_env=False) as client:
            answer = await client.get("https://api.openai.com/v1/models")
            assert answer.text == "https api.openai.com /v1/models"
            with pytest.raises(httpx.ProxyError, match="403"):
                await client.get("https://elsewhere.example/")
            assert (await client.get("http://elsewhere.example/")).status_code == 403
        await proxy.stop()
        await proxy.stop()
        await server.stop()
        assert [(each["event"], each["host"]) for each in told] == [
            ("exchange", "api.openai.com"),
            ("refused", "elsewhere.example"),
            ("refused", "elsewhere.example"),
        ]

    asyncio.run(main())


def test_a_program_that_is_no_proxy_is_a_clear_failure(tmp_path: Path) -> None:
    """With what it said."""
    fake = tmp_path / "mitmdump"
    fake.write_text("#!/bin/sh\necho no licence\nexit 3\n")
    fake.chmod(0o755)

    async def main() -> None:
        with pytest.raises(InterceptionFailed, match="ended with 3: no licence"):
            await Interception(fake, tmp_path, [], tmp_path / "ca.pem").start()

    asyncio.run(main())
