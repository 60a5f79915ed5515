"""Which ids were published to RabbitMQ, and which of them are settled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.brokers.rabbitmq_ledger import DEAD, DONE, Ledger
from adapters.brokers.rabbitmq_topology import Names
from adapters.errors import OutcomeUnknown
from adapters.ports.broker import Topic
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import Claim, Outstanding
from adapters.stores.sqlite import SqliteDatabase

from ..inbound.virtual_time import EPOCH, SteppedClock


def run(body: Callable[[Ledger, SteppedClock], Awaitable[None]]) -> None:
    """Run a test on an empty store."""

    async def whole() -> None:
        database, clock = SqliteDatabase.open(":memory:"), SteppedClock()
        names = Names("ns", Topic(name="orders", deduplication_seconds=60.0))
        await body(Ledger(SqlIdempotencyStore(database, clock), names, 15.0), clock)
        await database.close()

    asyncio.run(whole())


async def admitted(ledger: Ledger, id: str) -> Claim:
    """Publish a message as far as the ledger is concerned."""
    claim = await ledger.admit(id)
    assert claim is not None
    await ledger.confirm(claim)
    return claim


def test_an_id_is_admitted_once_until_it_is_forgotten() -> None:
    """While its message is in the queue, however long, and for the topic's window after it is settled."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        claim = await admitted(ledger, "m1")
        clock.advance(1000.0)
        assert await ledger.admit("m1") is None
        await ledger.settle("m1", claim.token, DONE)
        assert await ledger.is_settled("m1", claim.token)
        clock.advance(59.0)
        assert await ledger.admit("m1") is None
        clock.advance(1.0)
        assert await ledger.admit("m1") is not None

    run(body)


def test_two_publishers_do_not_publish_the_same_id_at_once() -> None:
    """The second is not told that the message is stored before it is; after a death it may try."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        assert await ledger.admit("m1") is not None
        with pytest.raises(OutcomeUnknown, match="somebody else"):
            await ledger.admit("m1")
        clock.advance(15.0)
        assert await ledger.admit("m1") is not None

    run(body)


@pytest.mark.parametrize("in_doubt", [True, False])
def test_what_was_not_stored_can_be_published_again(in_doubt: bool) -> None:
    """At once, whether that is certain or in doubt."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        claim = await ledger.admit("m1")
        assert claim is not None
        await ledger.withdraw(claim, in_doubt=in_doubt)
        assert await ledger.admit("m1") is not None

    run(body)


def test_a_dead_letter_is_readmitted_once() -> None:
    """A copy of it that is found after a crash is not; nor is one whose message was done after all."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        first = await admitted(ledger, "m1")
        await ledger.settle("m1", first.token, DEAD)
        again = await ledger.readmit("m1")
        assert again is not None
        with pytest.raises(OutcomeUnknown):
            await ledger.readmit("m1")
        await ledger.confirm(again)
        assert await ledger.readmit("m1") is None
        assert await ledger.is_settled("m1", first.token)
        assert not await ledger.is_settled("m1", again.token)
        await ledger.settle("m1", first.token, DONE)
        assert not await ledger.is_settled("m1", again.token)
        await ledger.settle("m1", again.token, DONE)
        assert await ledger.readmit("m1") is None

    run(body)


def test_a_replay_that_failed_can_be_repeated() -> None:
    """The letter stays a letter."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        await ledger.settle("m1", (await admitted(ledger, "m1")).token, DEAD)
        claim = await ledger.readmit("m1")
        assert claim is not None
        await ledger.restore(claim)
        assert await ledger.readmit("m1") is not None

    run(body)


def test_the_unsettled_and_the_delayed_are_counted() -> None:
    """A message that waits is counted as delayed until its time, or until it is delivered."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        await admitted(ledger, "m1")
        clock.advance(1.0)
        await ledger.settle("m2", (await admitted(ledger, "m2")).token, DONE)
        assert await ledger.unsettled() == Outstanding(1, 1, EPOCH)
        await ledger.delay("m1", 10.0)
        assert await ledger.delayed() == 1
        await ledger.awake("m1")
        assert await ledger.delayed() == 0
        await ledger.delay("m1", 10.0)
        clock.advance(10.0)
        assert await ledger.delayed() == 0
        await ledger.awake("m1")
        await ledger.awake("m1")

    run(body)


def test_messages_of_other_programs_are_not_in_the_ledger() -> None:
    """They have no token, and are never taken for settled."""

    async def body(ledger: Ledger, clock: SteppedClock) -> None:
        await ledger.settle("x", None, DONE)
        assert not await ledger.is_settled("x", None)
        assert await ledger.unsettled() == Outstanding(0, 0, None)

    run(body)
