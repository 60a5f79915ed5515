"""The parts together, around a fake workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import request
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.patterns.document_intake.plant import World, serve, shared, signed


async def until(condition: Callable[[], bool], seconds: float = 300.0) -> None:
    """Wait, at most ``seconds`` of virtual time, until ``condition`` holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # what is waited for is told by a fake vendor, not by an event
            await asyncio.sleep(0.1)


def test_a_delivery_leads_to_one_message(tmp_path: Path) -> None:
    """Fetched with the token, read, and posted with its metadata; the sweep adds nothing."""

    async def scenario(application: Application, world: World) -> None:
        world.workspace.files["F0AAAAAAAA"] = (world.clock.now(), b"hello")
        body, headers = signed(shared("F0AAAAAAAA"), world.clock.now())
        answer = await request(application, "POST", "/slack/events", body, headers)
        assert answer is not None
        assert answer.status == 200
        await until(lambda: len(world.workspace.posts) == 1)
        await world.clock.sleep(3600.0)
        (post,) = world.workspace.posts
        payload = post["metadata"]["event_payload"]
        assert (payload["document_id"], payload["kind"], payload["found_by"]) == ("F0AAAAAAAA", "invoice", "webhook")

    serve(tmp_path, scenario)


def test_a_file_without_delivery_is_back_filled(tmp_path: Path) -> None:
    """The message says by which way it was found."""

    async def scenario(application: Application, world: World) -> None:
        world.workspace.files["F0AAAAAAAA"] = (world.clock.now() - 30.0, b"hello")
        await until(lambda: len(world.workspace.posts) == 1)
        assert world.workspace.posts[0]["metadata"]["event_payload"]["found_by"] == "sweep"

    serve(tmp_path, scenario)


def test_what_was_told_before_a_restart_is_not_told_after_it(tmp_path: Path) -> None:
    """Queue and position outlive the process."""

    async def before(application: Application, world: World) -> None:
        world.workspace.files["F0AAAAAAAA"] = (EPOCH - 30.0, b"hello")
        await until(lambda: len(world.workspace.posts) == 1)

    async def after(application: Application, world: World) -> None:
        world.workspace.files["F0AAAAAAAA"] = (EPOCH - 30.0, b"hello")
        await world.clock.sleep(600.0)
        assert world.workspace.posts == []

    serve(tmp_path, before)
    serve(tmp_path, after)
