"""The one place that is dialled."""

from __future__ import annotations

import asyncio

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.record.errors import UpstreamUnreachable
from windtunnel.record.upstream import Upstream, parse_upstream
from windtunnel.world.server import bind


@pytest.mark.parametrize(
    ("url", "origin", "port"),
    [
        ("https://API.example.com/", "https://api.example.com", 443),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", 8080),
        ("https://[::1]:8443", "https://[::1]:8443", 8443),
        ("http://desk.example:80", "http://desk.example", 80),
    ],
)
def test_a_url_names_scheme_host_and_port(url: str, origin: str, port: int) -> None:
    """The scheme's own port is left out of the origin."""
    upstream = parse_upstream(url)
    assert (upstream.origin, upstream.port) == (origin, port)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://desk.example", "http or https"),
        ("desk.example", "http or https"),
        ("https://desk.example/api/v2", r"\(https://desk.example\)"),
        ("https://user:hunter2@desk.example", r"\(https://desk.example\)"),
        ("http://desk.example:port", "not a URL"),
    ],
)
def test_anything_else_is_refused(url: str, told: str) -> None:
    """With what was meant, and without a password in the message."""
    with pytest.raises(UsageError, match=told) as caught:
        parse_upstream(url)
    assert "hunter2" not in str(caught.value)


def test_a_silent_upstream_is_told_before_anything_starts() -> None:
    """Nobody listens at a port that was given back."""
    with bind() as listening:
        port = listening.getsockname()[1]
    with pytest.raises(UpstreamUnreachable, match="nobody answers"):
        asyncio.run(Upstream("http", "127.0.0.1", port).probe())
