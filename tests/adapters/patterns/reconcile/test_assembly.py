"""The parts together."""

from __future__ import annotations

from pathlib import Path
from random import Random

from adapters.clock import Clock
from adapters.patterns.reconcile.assembly import Works
from adapters.patterns.reconcile.settings import Settings
from adapters.patterns.reconcile.spokes import Spokes
from adapters.spokes.connection import Surroundings
from tests.adapters.inbound.fakes import RecordingSink, request
from tests.adapters.inbound.virtual_time import run
from tests.adapters.patterns.reconcile.plant import World, ticket
from tests.adapters.pipeline.world import CountingTransport, refuse


def test_runs_are_made_by_themselves_and_go_on_after_a_restart(tmp_path: Path) -> None:
    """The log and the position outlive the process."""

    async def main(clock: Clock) -> None:
        world = World(clock=clock)
        world.have(ticket("7", marked=False))
        settings = Settings(folder=str(tmp_path), synchronous="OFF")
        transports = Surroundings({}, clock, Random(1), RecordingSink(), lambda role: CountingTransport(refuse), 4)
        spokes = Spokes(world, world, world, world, connections={})
        for _ in range(2):
            works = await Works.open(settings, spokes, transports)
            await clock.sleep(10.0)
            assert world.agree()
            answer = await request(works.doorway, "GET", "/v1/transformations")
            assert answer is not None
            assert len(answer.content["transformations"]) == 1
            await works.stop()
        assert world.asked[1] > world.asked[0] + 80_000.0

    run(main)
