"""Calling ASGI applications."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from windtunnel.world.asgi import Lifespan, SubjectCrashed, call, scope_of
from windtunnel.world.http import Request
from windtunnel.world.virtual_loop import run_virtual


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the body."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-path", scope["raw_path"])]})
    await send({"type": "http.response.body", "body": message["body"]})


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """Answer nothing."""


async def crashing(scope: Any, receive: Any, send: Any) -> None:
    """Fail."""
    raise KeyError("boom")


def test_a_request_travels_there_and_back() -> None:
    """Path and body."""
    response = run_virtual(call(echo, Request("POST", "/a%20b", body=b"hello")))
    assert (response.status, response.header("x-path"), response.body) == (200, "/a%20b", b"hello")


@pytest.mark.parametrize(("application", "message"), [(silent, "sent no response"), (crashing, "KeyError: 'boom'")])
def test_an_application_that_fails_is_reported(application: Any, message: str) -> None:
    """With the request that it failed on."""
    with pytest.raises(SubjectCrashed, match=f"GET /x: .*{message}"):
        run_virtual(call(application, Request("GET", "/x")))


def test_the_scope_is_what_a_server_would_make() -> None:
    """Decoded and raw path, query, headers in lower case."""
    scope = scope_of(Request("GET", "/a%20b", "q=1", {"host": "h:1", "X-Y": "z"}, scheme="https"))
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/a b", b"/a%20b", b"q=1")
    assert (scope["scheme"], scope["headers"]) == ("https", [(b"host", b"h:1"), (b"x-y", b"z")])


class Service:
    """An application with a lifespan."""

    def __init__(self, failure: str | None = None) -> None:
        self.failure = failure
        self.seen: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Start and stop."""
        while (message := await receive())["type"]:
            self.seen.append(message["type"])
            if self.failure:
                await send({"type": f"{message['type']}.failed", "message": self.failure})
                return
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


def test_a_lifespan_starts_and_stops() -> None:
    """Each once, in order."""
    service = Service()

    async def main() -> None:
        lifespan = Lifespan(service)
        await lifespan.startup()
        await lifespan.shutdown()

    run_virtual(main())
    assert service.seen == ["lifespan.startup", "lifespan.shutdown"]


def test_a_start_that_fails_is_reported_with_its_reason() -> None:
    """In the application's words."""

    async def main() -> None:
        await Lifespan(Service("no store")).startup()

    with pytest.raises(SubjectCrashed, match="startup failed: no store"):
        run_virtual(main())


async def listening(scope: Any, receive: Any, send: Any) -> None:
    """Stream while listening for a client that hangs up, as Starlette does."""
    await receive()
    gone = asyncio.ensure_future(receive())
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for part in (b"a", b"b"):
        await asyncio.sleep(1)
        if gone.done():
            return
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    assert (await gone)["type"] == "http.disconnect"


def test_the_client_stays_until_the_answer_is_complete() -> None:
    """An application that watches for a disconnect sees none before."""
    assert run_virtual(call(listening, Request("GET", "/x"))).body == b"ab"


@pytest.mark.parametrize("application", [silent, crashing])
def test_an_application_without_a_lifespan_is_served_without_one(application: Any) -> None:
    """As the ASGI specification demands."""

    async def main() -> None:
        lifespan = Lifespan(application)
        await lifespan.startup()
        await lifespan.shutdown()

    run_virtual(main())


def test_an_application_that_raises_while_it_starts_is_reported() -> None:
    """It did have a lifespan."""

    async def raises(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise KeyError("no store")

    async def main() -> None:
        await Lifespan(raises).startup()

    with pytest.raises(SubjectCrashed, match="startup failed: KeyError: 'no store'"):
        run_virtual(main())
