"""The service as a whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError
from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import request
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.patterns.document_intake.plant import World, serve


def test_it_starts_answers_and_stops(tmp_path: Path) -> None:
    """And closes its connections."""

    async def scenario(application: Application, world: World) -> None:
        answer = await request(application, "GET", "/healthz")
        assert answer is not None
        assert answer.content == {"status": "ok"}

    world = serve(tmp_path, scenario)
    assert all(transport.closed for transport in world.transports.values())


def test_before_the_start_it_says_so(tmp_path: Path) -> None:
    """With 503, so that the vendor tries again."""
    application = World(tmp_path, SteppedClock()).create()
    answer = asyncio.run(request(application, "POST", "/slack/events"))
    assert answer is not None
    assert answer.status == 503


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """With a message that names the file."""
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    application = World(tmp_path / "missing", SteppedClock()).create()
    asyncio.run(application({"type": "lifespan"}, receive, send))  # type: ignore[arg-type]  # a plain dict will do
    assert sent[0]["type"] == "lifespan.startup.failed"
    assert "positions.sqlite" in str(sent[0]["message"])


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """Before anything is started."""
    world = World(tmp_path, SteppedClock())
    world.environment["INTAKE_WORKERS"] = "none"
    with pytest.raises(ConfigurationError, match="INTAKE_WORKERS"):
        world.create()


def test_other_protocols_are_refused(tmp_path: Path) -> None:
    """It speaks HTTP."""
    application = World(tmp_path, SteppedClock()).create()
    with pytest.raises(ValueError, match="websocket"):
        asyncio.run(request_websocket(application))


async def request_websocket(application: Application) -> None:
    """Open a websocket."""

    async def nothing(*_: object) -> dict[str, object]:
        return {}

    await application({"type": "websocket"}, nothing, nothing)  # type: ignore[arg-type]  # it is never called
