"""The network and its journal."""

from __future__ import annotations

from windtunnel.kernel.journal import Kind
from windtunnel.world.http import Request, Response
from windtunnel.world.network import digest

from .worlds import URL, World, live_through


def test_an_attempt_is_recorded_without_its_payload_and_query() -> None:
    """Role, method, path and a digest; nothing that could hold a secret."""

    async def body(world: World) -> None:
        headers = {"X-Correlation-Id": "job-7", "Authorization": "Bearer s3cr3t"}
        await world.client.post(URL + "?token=s3cr3t", json={"password": "s3cr3t"}, headers=headers)
        (event,) = world.journal.of(Kind.ATTEMPT)
        assert (event.operation, event.key, event.attempt) == ("Show", "job-7", 1)
        assert (event.data["role"], event.data["method"], event.data["path"]) == ("crm", "POST", "/things/1")
        assert b"s3cr3t" not in event.line()

    live_through(body)


def test_retry_after_is_recorded_for_refusals() -> None:
    """What the client was told."""

    async def body(world: World) -> None:
        await world.client.get(URL)
        (event,) = world.journal.of(Kind.ANSWER)
        assert event.data["retry_after"] == "7"

    live_through(body, Response(429, [("Retry-After", "7")]))


def test_equal_requests_have_equal_digests_whatever_their_headers() -> None:
    """A retry is recognised; another body is another request."""
    request = Request("POST", "/a", "q=1", {"x": "1"}, b"body")
    assert digest(request) == digest(Request("POST", "/a", "q=1", {"x": "2"}, b"body"))
    assert digest(request) != digest(Request("POST", "/a", "q=1", {}, b"other"))
    assert digest(request) != digest(Request("PUT", "/a", "q=1", {}, b"body"))
