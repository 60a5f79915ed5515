"""The parts together."""

from __future__ import annotations

from pathlib import Path

from adapters.inbound.asgi import Application
from tests.adapters.patterns.sentiment_stream.service import World, body, call, serve, until


def test_an_event_goes_all_the_way_through_the_real_adapters(tmp_path: Path) -> None:
    """From the request to the feed: one question to the AI, one message to the chat."""

    async def scenario(application: Application, world: World) -> None:
        await call(application, "POST", "/v1/events", body("a", text="this is bad"))
        await until(lambda: len(world.chat.posts) == 1)
        assert world.chat.told("sentiment") == ["negative"]
        assert len(world.transports["ai"].requests) == 1

    serve(tmp_path, scenario)


def test_old_events_are_forgotten_but_not_that_they_were_told(tmp_path: Path) -> None:
    """The log forgets first, so that what can be replayed is always known to have been told."""

    async def scenario(application: Application, world: World) -> None:
        await call(application, "POST", "/v1/events", body("a"))
        await until(lambda: len(world.chat.posts) == 1)
        await world.clock.sleep(1.5 * 86_400.0)
        assert (await call(application, "GET", "/status")).content["stream"]["head"] == 0
        assert (await call(application, "GET", "/v1/windows")).content["windows"] == []
        assert (await call(application, "POST", "/v1/replay", {"from_offset": 1})).content["events"] == 0

    serve(tmp_path, scenario, STREAM_RETENTION_DAYS="1")


def test_a_mood_that_turns_is_told_once(tmp_path: Path) -> None:
    """With the whole service at work, over four windows."""

    async def scenario(application: Application, world: World) -> None:
        for window in range(4):
            words = "bad" if window == 2 else "good"
            events = [body(f"{window}-{number}", 60.0 * window + number, words) for number in range(6)]
            await call(application, "POST", "/v1/events", {"events": events})
        await until(lambda: len(world.chat.told("window")) == 1, 600.0)
        await world.clock.sleep(600.0)
        assert world.chat.told("window") == ["2025-10-09T08:55:00Z"]
        assert len(world.chat.told("event_id")) == 24

    serve(tmp_path, scenario)
