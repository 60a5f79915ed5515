"""The parts work together, around a store and a model."""

from __future__ import annotations

from pathlib import Path
from random import Random

import httpx
import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.assembly import Works
from adapters.patterns.offline_scoring.settings import Settings
from adapters.spokes.connection import Surroundings
from adapters.stores.errors import StoreUnavailable
from tests.adapters.inbound.fakes import RecordingSink, request
from tests.adapters.inbound.virtual_time import run

from .service import environment


def surroundings(clock: Clock) -> Surroundings:
    """Return surroundings in which nobody is reached."""
    transport = httpx.MockTransport(lambda request: httpx.Response(503))
    return Surroundings({}, clock, Random(1), RecordingSink(), lambda role: transport, 2)


def test_it_opens_with_a_model_that_answers(tmp_path: Path) -> None:
    """Without an AI, too; the store is closed with it."""

    async def main(clock: Clock) -> None:
        settings = Settings.from_environment(environment(tmp_path))
        works, doorway = await Works.open(settings, None, surroundings(clock))
        answer = await request(doorway, "GET", "/status")
        assert answer is not None
        assert (answer.content["version"], answer.content["breakers"]) == (settings.version, {})
        await works.stop()
        closed = await request(doorway, "GET", "/healthz")
        assert closed is not None
        assert closed.status == 503

    run(main)


@pytest.mark.parametrize(
    ("change", "error"),
    [({"EMBEDDED_SOURCE": "nothing"}, ConfigurationError), ({"EMBEDDED_STORE_PATH": "/nowhere/s"}, StoreUnavailable)],
)
def test_what_cannot_be_opened_is_told(tmp_path: Path, change: dict[str, str], error: type[Exception]) -> None:
    """A model that is not there, a store that cannot be."""

    async def main(clock: Clock) -> None:
        settings = Settings.from_environment(environment(tmp_path, **change))
        with pytest.raises(error, match="no"):
            await Works.open(settings, None, surroundings(clock))

    run(main)
