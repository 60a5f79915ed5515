"""The door."""

from __future__ import annotations

import json
from collections.abc import Mapping

from adapters.patterns.supplier_invoices.ingress import Ingress
from adapters.wake import Wake
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.inbound.fakes import Answer, request

from .plant import Bench, bench

BODY = {"id": "abbey/1", "sender": "abbey", "text": "TOTAL 1.00"}


def door(at: Bench, *, healthy: bool = True) -> Ingress:
    """The door to a bench."""

    async def replay(id: str) -> bool:
        return id == "abbey/1"

    async def status() -> Mapping[str, object]:
        return {"depth": await at.ledger.depth()}

    return Ingress(
        at.ledger,
        Wake(),
        replay=replay,
        healthy=lambda: healthy,
        status=status,
        trail=at.trail,
        body_bytes_max=1000,
    )


async def post(ingress: Ingress, **changes: object) -> Answer:
    """Send a receipt in."""
    answer = await request(ingress, "POST", "/v1/receipts", json.dumps({**BODY, **changes}).encode())
    assert answer is not None
    return answer


@virtual
async def test_a_receipt_is_taken_over_once(clock: FakeClock) -> None:
    """202 says that it is durable, also the second time; another receipt under its id is refused."""
    async with bench(clock) as at:
        ingress = door(at)
        assert (await post(ingress)).content == {"id": "abbey/1", "status": "accepted"}
        assert (await post(ingress)).content == {"id": "abbey/1", "status": "duplicate"}
        assert (await post(ingress, text="another")).status == 409
        assert await at.ledger.depth() == 1


@virtual
async def test_what_is_no_receipt_is_refused_in_words(clock: FakeClock) -> None:
    """The answer names the field, and repeats nothing of what was sent."""
    async with bench(clock) as at:
        answer = await post(door(at), id="not an id", text="SECRET")
        assert answer.status == 422
        assert answer.content["details"][0]["field"] == "id"
        assert "SECRET" not in json.dumps(answer.content)
        assert (await post(door(at), text="x" * 2000)).status == 413
        assert await at.ledger.depth() == 0


@virtual
async def test_a_full_ledger_asks_to_wait(clock: FakeClock) -> None:
    """429 with Retry-After, and the trail counts it."""
    async with bench(clock, depth_max=1) as at:
        ingress = door(at)
        await post(ingress)
        answer = await post(ingress, id="abbey/2")
        assert (answer.status, answer.headers["retry-after"]) == (429, "30")
        assert at.sink.kinds("ingress") == ["throttle"]


@virtual
async def test_a_ledger_that_fails_is_no_refusal_for_good(clock: FakeClock) -> None:
    """503: the sender tries again."""
    async with bench(clock) as at:
        ingress = door(at)
        await at.database.close()
        assert (await post(ingress)).status == 503


@virtual
async def test_a_receipt_can_be_asked_after(clock: FakeClock) -> None:
    """By its id, slashes included, as they are or escaped."""
    async with bench(clock) as at:
        ingress = door(at)
        await post(ingress)
        for path in ("/v1/receipts/abbey/1", "/v1/receipts/abbey%2F1"):
            answer = await request(ingress, "GET", path)
            assert answer is not None
            assert answer.content["status"] == "accepted"
        missing = await request(ingress, "GET", "/v1/receipts/abbey/2")
        assert missing is not None
        assert missing.status == 404


@virtual
async def test_the_other_routes(clock: FakeClock) -> None:
    """Replay, health, status, and what there is not."""
    async with bench(clock) as at:
        ingress = door(at)
        expected = {
            ("POST", "/v1/receipts/abbey/1/replay"): 202,
            ("POST", "/v1/receipts/abbey/2/replay"): 404,
            ("GET", "/healthz"): 200,
            ("GET", "/status"): 200,
            ("GET", "/v1/receipts"): 405,
            ("GET", "/"): 404,
        }
        for (method, path), status in expected.items():
            answer = await request(ingress, method, path)
            assert answer is not None
            assert answer.status == status, path
        sick = await request(door(at, healthy=False), "GET", "/healthz")
        assert sick is not None
        assert sick.status == 503
