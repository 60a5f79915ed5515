"""The door."""

from __future__ import annotations

from adapters.errors import Conflict, SystemUnavailable
from adapters.inbound.asgi import Answer
from adapters.patterns.order_routing.ingress import Ingress
from adapters.patterns.order_routing.records import Order
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.inbound.fakes import request

from .plant import Table, an_order


class FakeDesk:
    """Takes orders, or raises what it is told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure

    async def take(self, order: Order) -> Answer:
        """Take one order."""
        if self.failure is not None:
            raise self.failure
        return Answer(202, {"id": order.id})


def door(clock: FakeClock, failure: Exception | None = None, *, healthy: bool = True) -> Ingress:
    """The door to a desk."""
    return Ingress(
        FakeDesk(failure),
        healthy=lambda: healthy,
        status=lambda: {"mode": "queued"},
        trail=Table(clock).trail,
        body_bytes_max=1000,
    )


async def status_of(ingress: Ingress, method: str, path: str, body: bytes = b"") -> int:
    """The status of an answer."""
    answer = await request(ingress, method, path, body)
    assert answer is not None
    return answer.status


@virtual
async def test_answers(clock: FakeClock) -> None:
    """Each kind of end has its status."""
    body = an_order().model_dump_json().encode()
    for failure, status in ((None, 202), (Conflict("another"), 409), (SystemUnavailable("away"), 503)):
        assert await status_of(door(clock, failure), "POST", "/v1/orders", body) == status
    assert await status_of(door(clock), "POST", "/v1/orders", b"{}") == 422
    assert await status_of(door(clock), "POST", "/v1/orders", b"x" * 2000) == 413


@virtual
async def test_the_other_routes(clock: FakeClock) -> None:
    """Health, status, and what there is not."""
    assert await status_of(door(clock), "GET", "/healthz") == 200
    assert await status_of(door(clock, healthy=False), "GET", "/healthz") == 503
    assert await status_of(door(clock), "GET", "/status") == 200
    assert await status_of(door(clock), "GET", "/v1/orders") == 405
    assert await status_of(door(clock), "GET", "/") == 404


@virtual
async def test_a_refusal_repeats_nothing(clock: FakeClock) -> None:
    """It names the field alone."""
    answer = await request(door(clock), "POST", "/v1/orders", b'{"id": "SECRET WORDS"}')
    assert answer is not None
    assert "SECRET" not in str(answer.content)
    assert {"id", "email"} <= {each["field"] for each in answer.content["details"]}
