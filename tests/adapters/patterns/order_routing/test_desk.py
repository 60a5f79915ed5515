"""The customer is answered at once, or after everything."""

from __future__ import annotations

import pytest

from adapters.errors import Conflict, NotFound, SystemUnavailable
from adapters.inbound.store import Store
from adapters.patterns.order_routing.desk import QueuedDesk, SynchronousDesk
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.wake import Wake
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import FakeCRM, Table, an_order, customer


@virtual
async def test_a_queued_order_is_answered_at_once(clock: FakeClock) -> None:
    """With the early route, when it is durable and before anybody was asked."""
    table, store = Table(clock), Store(":memory:", clock=clock)
    desk = QueuedDesk(store, table.flow, wake=Wake(), trail=table.trail)
    for _ in range(2):
        answer = await desk.take(an_order())
        assert answer.status == 202
        assert (answer.content["team"], answer.content["enrichment"]) == ("standard", "pending")
    assert store.queue().ready == 1
    assert table.crm.asked == []
    with pytest.raises(Conflict):
        await desk.take(an_order(total="13"))
    store.close()


def synchronous(table: Table, claims: SqliteDatabase) -> SynchronousDesk:
    """A desk that does everything itself."""
    store = SqlIdempotencyStore(claims, table.clock)
    return SynchronousDesk(
        store, table.flow, clock=table.clock, trail=table.trail, work_seconds=60.0, lease_seconds=90.0
    )


@virtual
async def test_a_synchronous_order_is_answered_after_everything(clock: FakeClock) -> None:
    """With the final route; the same order again gets the same answer, and nobody is told twice."""
    table, claims = Table(clock, FakeCRM(customer("Gold"))), SqliteDatabase.open(":memory:")
    for _ in range(2):
        answer = await synchronous(table, claims).take(an_order())
        assert answer.status == 200
        assert (answer.content["team"], answer.content["enrichment"]) == ("key-accounts", "complete")
    assert len(table.chat.posted) == 1
    await claims.close()


@virtual
async def test_an_order_under_way_is_not_begun_again(clock: FakeClock) -> None:
    """Whoever asks meanwhile is told to wait."""
    table, claims = Table(clock), SqliteDatabase.open(":memory:")
    await SqlIdempotencyStore(claims, clock).claim("orders", "order-1", lease_seconds=60.0)
    assert (await synchronous(table, claims).take(an_order())).status == 503
    await claims.close()


@virtual
async def test_a_failed_order_can_be_sent_again(clock: FakeClock) -> None:
    """An outage is told as such; what nobody can mend is a dead letter, with its reason."""
    table, claims = Table(clock, FakeCRM(SystemUnavailable("away"))), SqliteDatabase.open(":memory:")
    with pytest.raises(SystemUnavailable):
        await synchronous(table, claims).take(an_order())
    table.crm.known = None

    async def post(message: object, *, in_doubt: bool = False) -> None:
        raise NotFound("no channel")

    table.chat.post = post  # type: ignore[method-assign, assignment]  # the channel is gone
    assert (await synchronous(table, claims).take(an_order())).status == 502
    assert table.sink.kinds("order-1")[-1] == "dead-lettered"
    await claims.close()
