"""The parts work together."""

from __future__ import annotations

import json

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.supplier_invoices.assembly import Works
from adapters.patterns.supplier_invoices.settings import Settings
from adapters.patterns.supplier_invoices.spokes import connect
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.inbound.fakes import request

from .plant import TEXT
from .world import ENVIRONMENT, surroundings


@virtual
async def test_an_invoice_waits_while_the_erp_is_away(clock: FakeClock) -> None:
    """It is read, tried, and held among the dead letters with the reason; nothing is left behind at the end."""
    around = surroundings(clock)
    spokes = connect(around)
    works = await Works.open(Settings.from_environment(ENVIRONMENT), spokes, around, "")
    await works.start()
    assert works.alive
    body = json.dumps({"id": "abbey/1", "sender": "abbey", "text": TEXT}).encode()
    answer = await request(works.ingress, "POST", "/v1/receipts", body)
    assert answer is not None
    assert answer.status == 202
    await clock.sleep(600)
    status = await request(works.ingress, "GET", "/status")
    assert status is not None
    assert status.content["receipts"]["waiting"] == 1
    assert status.content["breakers"]["erp"] == "open"
    assert "circuit breaker" in status.content["dead_letters"][0]["reason"]
    await works.stop(1.0)
    stopped = await request(works.ingress, "GET", "/healthz")
    assert stopped is not None
    assert stopped.status == 503
    await spokes.aclose()


@virtual
async def test_a_wrong_broker_closes_the_ledger(clock: FakeClock) -> None:
    """And names the variable."""
    around = surroundings(clock)
    spokes = connect(around)
    with pytest.raises(ConfigurationError, match="BROKER_URL"):
        await Works.open(Settings.from_environment(ENVIRONMENT), spokes, around, "kafka://host")
    await spokes.aclose()
