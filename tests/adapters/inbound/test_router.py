"""The way from a path to what answers it."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import Conflict
from adapters.inbound.asgi import Answer, Request
from adapters.inbound.router import Handle, Router
from tests.adapters.inbound.fakes import request


async def _show(request: Request) -> Answer:
    return Answer(200, {"parameters": list(request.parameters), "body": request.body.decode()})


async def _fail(request: Request) -> Answer:
    raise Conflict("somebody was faster")


async def _guarded(handle: Handle, request: Request) -> Answer:
    try:
        return await handle(request)
    except Conflict as error:
        return Answer(409, {"error": error.message})


ROUTER = Router(
    {
        "/things/(.+)/parts/(.+)": {"GET": _show},
        "/things/(.+)": {"GET": _show, "POST": _show, "DELETE": _fail},
        "/things": {"POST": _show},
    },
    10,
    guarded=_guarded,
)


def call(method: str, path: str, body: bytes = b"", *, disconnect: bool = False) -> tuple[int, object] | None:
    """Return status and content of the answer, if there is one."""
    answer = asyncio.run(request(ROUTER, method, path, body, disconnect=disconnect))
    return None if answer is None else (answer.status, answer.content)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/things/7", ["7"]),
        ("/things/a%20b", ["a b"]),
        ("/things/100%2525", ["100%25"]),
        ("/things/7/parts/8", ["7", "8"]),
    ],
)
def test_what_a_path_names_becomes_parameters(path: str, parameters: list[str]) -> None:
    """Unquoted once, and by the first path that fits."""
    assert call("GET", path) == (200, {"parameters": parameters, "body": ""})


def test_what_there_is_not_is_refused_with_what_there_is() -> None:
    """404 for a path, 405 for a method."""
    assert call("GET", "/things/") == (404, {"error": "not found"})
    assert call("GET", "/other") == (404, {"error": "not found"})
    answer = asyncio.run(request(ROUTER, "PUT", "/things/7"))
    assert answer is not None
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST, DELETE")


def test_a_body_over_the_cap_is_refused_and_says_how_much_is_read() -> None:
    """413; up to the cap it is read."""
    assert call("POST", "/things", b"x" * 10) == (200, {"parameters": [], "body": "x" * 10})
    assert call("POST", "/things", b"x" * 11) == (413, {"error": "the body is longer than 10 bytes"})


def test_nothing_is_answered_to_who_went_away() -> None:
    """Nobody would read it."""
    assert call("POST", "/things", b"x", disconnect=True) is None


def test_a_guard_turns_what_is_raised_into_an_answer() -> None:
    """Without one it is the server's to see."""
    assert call("DELETE", "/things/7") == (409, {"error": "somebody was faster"})
    with pytest.raises(Conflict):
        asyncio.run(request(Router({"/": {"GET": _fail}}, 10), "GET", "/"))
