"""What happens to an order behind the queue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.errors import OutcomeUnknown
from adapters.inbound.store import Store
from adapters.patterns.order_routing.flow import ENRICH, Enriching, enrich_job
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import FakeCRM, Table, an_order, customer


@virtual
async def test_an_order_is_enriched_and_told_once(clock: FakeClock) -> None:
    """A second delivery finds both steps done, and asks nobody."""
    table, store = Table(clock, FakeCRM(customer("Gold"))), Store(":memory:", clock=clock)
    store.enqueue(enrich_job(an_order()))
    job = store.receive(1, (ENRICH,))[0]
    outcome = await Enriching(store, table.flow)(job)
    assert outcome.totals == {"routed": 1.0, "incomplete": 0.0}
    await Enriching(store, table.flow)(job)
    assert [message.channel for message in table.chat.posted] == ["orders-key-accounts"]
    assert table.crm.asked == ["a@shop.example"]
    store.close()


@virtual
async def test_what_was_found_out_survives_a_failure(clock: FakeClock) -> None:
    """Only the telling is done again, with the doubt passed on."""
    table, store = Table(clock), Store(":memory:", clock=clock)
    store.enqueue(enrich_job(an_order()))
    job = store.receive(1, (ENRICH,))[0]
    doubts = []

    async def tell(order: object, found: object, *, in_doubt: bool) -> None:
        doubts.append(in_doubt)
        raise OutcomeUnknown("lost")

    flow = table.flow
    flow.tell = tell  # type: ignore[method-assign, assignment]  # the chat loses its answers
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await Enriching(store, flow)(job)
    assert doubts == [False, True]
    assert len(table.crm.asked) == 1
    store.close()


def test_an_order_is_one_job() -> None:
    """Under its own id, in a lane of its own."""
    job = enrich_job(an_order())
    assert (job.key, job.lane, job.kind) == ("order-1", "order-1", ENRICH)
    assert replace(job, key="x") != job
