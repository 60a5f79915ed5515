"""The parts work together."""

from __future__ import annotations

import pytest

from adapters.patterns.order_routing.assembly import Works
from adapters.patterns.order_routing.settings import Settings
from adapters.patterns.order_routing.spokes import connect
from tests.adapters.fake_clock import FakeClock, run
from tests.adapters.inbound.fakes import request

from .plant import ENVIRONMENT, an_order, surroundings


@pytest.mark.parametrize(("mode", "status", "waiting"), [("queued", 202, 1), ("synchronous", 503, 0)])
def test_while_every_system_is_away(mode: str, status: int, waiting: int) -> None:
    """The queue still answers and keeps the order; in line the customer is sent away."""

    async def scenario(clock: FakeClock) -> None:
        spokes = connect(surroundings(clock))
        settings = Settings.from_environment({**ENVIRONMENT, "ORDER_MODE": mode})
        works = await Works.open(settings, spokes, surroundings(clock))
        works.start()
        answer = await request(works.ingress, "POST", "/v1/orders", an_order().model_dump_json().encode())
        assert answer is not None
        assert answer.status == status
        await clock.sleep(300)
        told = await request(works.ingress, "GET", "/status")
        assert told is not None
        assert told.content["mode"] == mode
        assert sum(told.content["queue"][state] for state in ("ready", "leased", "dead")) == waiting
        await works.stop(1.0)
        await spokes.aclose()

    run(scenario)
