"""How the parts are put together."""

from __future__ import annotations

import asyncio

from adapters.clock import Clock
from adapters.pipeline.announce import ANNOUNCE
from adapters.pipeline.assembly import NEEDS, Works
from adapters.pipeline.flow import ENRICH, TRIAGE
from adapters.pipeline.route import load_routing
from adapters.pipeline.settings import Settings
from adapters.pipeline.spokes import connect
from tests.adapters.inbound.fakes import request
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.world import World


def test_triage_needs_neither_crm_nor_chat() -> None:
    """A ticket is routed without them; announcements and follow-ups wait for theirs."""
    assert NEEDS == {ANNOUNCE: ("chat",), TRIAGE: ("helpdesk", "ai"), ENRICH: ("crm", "helpdesk")}


def test_work_begins_with_start_and_ends_with_stop() -> None:
    """No task is left, and health follows the workers."""

    async def main(clock: Clock) -> list[int]:
        world = World(clock)
        surroundings = world.surroundings()
        spokes = connect(surroundings)
        works = Works(Settings.from_environment(world.environment), load_routing(), spokes, surroundings)
        statuses = []
        for step in (works.start, None):
            if step:
                step()
            answer = await request(works.receiver, "GET", "/healthz")
            assert answer is not None
            statuses.append(answer.status)
        await asyncio.sleep(10_000.0)
        await works.stop(1.0)
        await spokes.aclose()
        return statuses

    assert run(main) == [200, 200]
