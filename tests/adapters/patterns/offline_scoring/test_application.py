"""The service as a whole: life and death."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.inbound.asgi import Application
from adapters.patterns.offline_scoring.artefact import save
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.patterns.offline_scoring.models import model
from tests.adapters.patterns.offline_scoring.service import World, call, serve

AI = {"AI_URL": "https://ai.test", "AI_API_KEY": "sk-secret"}


def test_a_missing_variable_is_told_before_anything_starts(tmp_path: Path) -> None:
    """By its name."""
    world = World(tmp_path, SteppedClock())
    del world.environment["EMBEDDED_DATA"]
    with pytest.raises(ConfigurationError, match="EMBEDDED_DATA"):
        world.create()


def test_before_its_model_is_ready_it_asks_to_be_tried_again(tmp_path: Path) -> None:
    """And other protocols are not spoken."""

    async def main(clock: Clock) -> None:
        application = World(tmp_path, clock).create()
        answer = await call(application, "POST", "/v1/scores", {"id": "a", "text": "meow"})
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        with pytest.raises(ValueError, match="websocket"):
            await application({"type": "websocket"}, asyncio.Event().wait, None)  # type: ignore[arg-type]  # never used

    run(main)


@pytest.mark.parametrize("changes", [{"EMBEDDED_SOURCE": "nothing"}, {"EMBEDDED_STORE_PATH": "/nowhere/s.sqlite"}])
def test_a_model_or_store_that_cannot_be_used_fails_the_start(tmp_path: Path, changes: dict[str, str]) -> None:
    """With a message, and with the connection closed."""

    async def main(clock: Clock) -> None:
        world = World(tmp_path, clock, **AI, **changes)
        answer = await Lifespan(world.create()).say("startup")
        assert answer["type"] == "lifespan.startup.failed"
        assert "no" in answer["message"]
        assert world.transport.closed

    run(main)


def test_a_pinned_artefact_answers_without_a_training(tmp_path: Path) -> None:
    """Its digest is what the service tells."""
    pinned = model(meow="cat")
    save(pinned, tmp_path / "packed.npz")

    async def scenario(application: Application, world: World) -> None:
        found = (await call(application, "GET", "/v1/model")).content
        assert (found["digest"], found["terms"]) == (pinned.digest, 1)

    serve(tmp_path, scenario, EMBEDDED_SOURCE="packed", EMBEDDED_DIGEST=pinned.digest)


def test_without_its_ai_an_unsure_answer_is_marked(tmp_path: Path) -> None:
    """And in time; a sure one needs no AI."""

    async def scenario(application: Application, world: World) -> None:
        unsure = await call(application, "POST", "/v1/scores", {"id": "a", "text": "grunt"})
        assert (unsure.status, unsure.content["degraded"]) == (200, True)
        asked = len(world.transport.requests)
        assert asked > 0
        sure = await call(application, "POST", "/v1/scores", {"id": "b", "text": "the cat says meow"})
        assert (sure.content["label"], sure.content["degraded"]) == ("cat", False)
        assert len(world.transport.requests) == asked
        assert (await call(application, "GET", "/status")).content["breakers"] == {"ai": "closed"}

    world = serve(tmp_path, scenario, **AI, EMBEDDED_CONFIDENCE_MIN="0.6")
    assert world.transport.closed
