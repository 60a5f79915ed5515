"""What the service tells of itself."""

from __future__ import annotations

from pathlib import Path

from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import request
from tests.adapters.patterns.document_intake.plant import World, serve


def test_gaps_and_the_reach_of_sweeps_are_shown(tmp_path: Path) -> None:
    """So that somebody sees that deliveries are missing although nothing is lost."""

    async def scenario(application: Application, world: World) -> None:
        world.workspace.files["F0AAAAAAAA"] = (world.clock.now() - 30.0, b"hello")
        await world.clock.sleep(90.0)
        answer = await request(application, "GET", "/status")
        assert answer is not None
        status = answer.content
        assert status["totals"]["gaps"] == 1
        assert status["totals"]["read"] == 1
        assert status["totals"]["announced"] == 1
        assert status["sweep"]["failure"] is None
        assert world.clock.now() - status["sweep"]["until"] < 120.0
        assert status["queue"] == {"ready": 0, "leased": 0, "oldest_age_seconds": 0.0}
        assert status["breakers"] == {"chat": "closed", "ai": "closed"}

    serve(tmp_path, scenario)
