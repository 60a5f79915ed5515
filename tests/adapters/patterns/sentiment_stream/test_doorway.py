"""The HTTP interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import request
from tests.adapters.patterns.sentiment_stream.service import World, body, call, serve, until


def test_events_are_accepted_once_they_are_stored_and_known_ones_are_duplicates(tmp_path: Path) -> None:
    """One by one and in batches."""

    async def scenario(application: Application, world: World) -> None:
        answer = await call(application, "POST", "/v1/events", body("a"))
        assert (answer.status, answer.content) == (202, {"accepted": 1, "duplicates": 0, "last_offset": 1})
        answer = await call(application, "POST", "/v1/events", {"events": [body("a"), body("b")]})
        assert answer.content == {"accepted": 1, "duplicates": 1, "last_offset": 2}
        assert (await call(application, "POST", "/v1/events", body("a", text="no"))).status == 409
        assert (await call(application, "POST", "/v1/events", body("a", seconds=1e6))).status == 422

    serve(tmp_path, scenario)


def test_a_full_buffer_is_told_to_the_producer_with_a_time_to_come_back(tmp_path: Path) -> None:
    """Nothing of the batch is taken, and there is room again when the chat is back."""

    async def scenario(application: Application, world: World) -> None:
        world.chat.away = True
        batch = {"events": [body(f"e{number}") for number in range(3)]}
        assert (await call(application, "POST", "/v1/events", batch)).status == 202
        answer = await call(application, "POST", "/v1/events", body("more"))
        assert (answer.status, answer.headers["retry-after"]) == (429, "5")
        world.chat.away = False
        await until(lambda: len(world.chat.posts) == 3, 600.0)
        assert (await call(application, "POST", "/v1/events", body("more"))).status == 202

    serve(tmp_path, scenario, STREAM_BUFFER_MAX="3", STREAM_BATCH_MAX="3")


def test_windows_late_events_and_the_status_can_be_looked_at(tmp_path: Path) -> None:
    """With offsets, counts and times."""

    async def scenario(application: Application, world: World) -> None:
        events = [body("a"), body("b", 200.0, "bad"), body("late", 1.0)]
        await call(application, "POST", "/v1/events", {"events": events})
        await until(lambda: len(world.chat.posts) == 2)
        windows = (await call(application, "GET", "/v1/windows")).content["windows"]
        assert [(window["window"], window["events"]) for window in windows] == [("2025-10-09T08:53:00Z", 1)]
        late = (await call(application, "GET", "/v1/late")).content
        assert (late["count"], late["events"][0]["id"], late["events"][0]["offset"]) == (1, "late", 3)
        status = (await call(application, "GET", "/status")).content
        assert status["stream"] == {"head": 3, "position": 3, "late": 1}
        assert (status["open_windows"], status["breakers"]["ai"]) == (["2025-10-09T08:56:00Z"], "closed")
        assert (await call(application, "GET", "/healthz")).status == 200

    serve(tmp_path, scenario, STREAM_FUTURE_SECONDS_MAX="600")


def test_a_replay_changes_no_effect(tmp_path: Path) -> None:
    """And one of an offset that does not exist is refused."""

    async def scenario(application: Application, world: World) -> None:
        await call(application, "POST", "/v1/events", {"events": [body("a"), body("b")]})
        await until(lambda: len(world.chat.posts) == 2)
        answer = await call(application, "POST", "/v1/replay", {"from_offset": 1})
        assert (answer.status, answer.content["events"], answer.content["queued"]) == (200, 2, 0)
        await world.clock.sleep(60.0)
        assert len(world.chat.posts) == 2
        assert (await call(application, "POST", "/v1/replay", {"from_offset": 3})).status == 422

    serve(tmp_path, scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/nothing", 404), ("GET", "/v1/events", 405), ("POST", "/v1/events", 413)]
)
def test_other_requests_are_refused(tmp_path: Path, method: str, path: str, status: int) -> None:
    """By path, by method, by length."""

    async def scenario(application: Application, world: World) -> None:
        answer = await request(application, method, path, b"x" * 101)
        assert answer is not None
        assert answer.status == status

    serve(tmp_path, scenario, STREAM_BODY_BYTES="100")
