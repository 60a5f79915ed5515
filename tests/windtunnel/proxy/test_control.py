"""The routing table of the control API; what the routes do is compared with the real server elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from windtunnel.proxy.control import Control, MetricsWanted
from windtunnel.proxy.metrics import ByteCounts
from windtunnel.proxy.registry import Registry
from windtunnel.world.http import Request, Response

from .looping import run, surroundings


@asynccontextmanager
async def control(metrics: MetricsWanted | None = None) -> AsyncIterator[Control]:
    """Return a control API with one proxy, called ``a/b``."""
    registry = Registry(surroundings())
    own = Control(registry, ByteCounts(), metrics or MetricsWanted())
    body = b'{"name": "a/b", "upstream": "x:1", "listen": "127.0.0.1:0"}'
    assert (await own(Request("POST", "/proxies", body=body))).status == 201
    yield own
    registry.close()


def answer(request: Request, metrics: MetricsWanted | None = None) -> Response:
    """Return what the control API answers."""

    async def scenario() -> Response:
        async with control(metrics) as own:
            return await own(request)

    return run(scenario())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/proxies/a%2Fb", 200),
        ("GET", "/proxies/a%2Fb/toxics", 200),
        ("GET", "/proxies/a/b", 404),
        ("GET", "/proxies//toxics", 404),
        ("GET", "/proxies/", 404),
        ("GET", "proxies", 404),
        ("DELETE", "/proxies/a%2Fb", 204),
        ("HEAD", "/proxies", 405),
        ("PUT", "/proxies/a%2Fb", 405),
    ],
)
def test_paths_lead_to_routes(method: str, path: str, status: int) -> None:
    """A name is one part of the path, decoded; it is not empty."""
    assert answer(Request(method, path)).status == status


def test_a_method_that_is_not_there_says_which_are() -> None:
    """In the header that HTTP has for it."""
    response = answer(Request("PUT", "/proxies"))
    assert response.header("allow") == "GET, POST"
    assert response.json() == {"error": "method not allowed", "status": 405}


@pytest.mark.parametrize("headers", [{"user-agent": "Mozilla/5.0 (X11)"}, {"origin": "null"}])
def test_browsers_are_refused_on_every_path(headers: dict[str, str]) -> None:
    """By what they call themselves, and by the header that scripts cannot leave out."""
    for path in ("/version", "/nothing"):
        assert answer(Request("GET", path, headers=headers)).status == 403


def test_metrics_are_shown_where_wanted() -> None:
    """Each kind on its own."""
    assert answer(Request("GET", "/metrics")).status == 404
    proxies = answer(Request("GET", "/metrics"), MetricsWanted(proxies=True)).body
    process = answer(Request("GET", "/metrics"), MetricsWanted(process=True)).body
    assert b"toxiproxy_proxy_sent_bytes_total" in proxies
    assert b"process_open_fds" not in proxies
    assert b"process_open_fds" in process


def test_every_answer_has_a_number() -> None:
    """A new one each time."""

    async def scenario() -> list[str | None]:
        async with control() as own:
            return [(await own(Request("GET", "/version"))).header("X-Toxiproxy-Request-Id") for _ in range(3)]

    assert len(set(run(scenario()))) == 3
