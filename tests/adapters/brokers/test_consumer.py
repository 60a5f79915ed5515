"""The loop that consumes: every message has its effect once, whatever goes wrong."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from adapters.brokers.consumer import Consumer, Handler, Work
from adapters.errors import BreakerOpen, ContractError, Rejected, SystemUnavailable
from adapters.inbound.policy import RetryPolicy
from adapters.masking import Secret
from adapters.outbound.correlation import correlation_id
from adapters.outbound.deadline import remaining_seconds
from adapters.ports.broker import Broker, Depth, Topic
from adapters.stores.ports import ClaimState

from .rig import EVERYTHING, Body, Rig, message, run_memory

TOPIC = Topic(name="orders", lease_seconds=6.0, receives_max=10)
EMPTY = Depth(ready=0, in_flight=0, delayed=0, dead=0)


class Plant:
    """A consumer at work on a broker in memory."""

    def __init__(self, rig: Rig, broker: Broker, consumer: Consumer) -> None:
        self.rig = rig
        self.broker = broker
        self.consumer = consumer

    async def publish(self, *numbers: int, **headers: str) -> None:
        """Publish messages, all of one key."""
        for number in numbers:
            await self.broker.publish("orders", message(number, **headers))

    async def until_empty(self) -> None:
        """Wait until everything is settled."""

        async def empty() -> bool:
            depth = await self.broker.depth("orders")
            return depth.model_copy(update={"dead": 0}) == EMPTY

        await self.rig.until(empty)


async def plant(
    rig: Rig, handler: Handler, *, topic: Topic = TOPIC, concurrency: int = 4, work_seconds: float = math.inf
) -> Plant:
    """Start a consumer."""
    broker = await rig.broker(topic)
    consumer = Consumer(
        broker,
        topic,
        handler,
        store=await rig.store(),
        concurrency=concurrency,
        policy=RetryPolicy(receives_max=3, delay_seconds=1.0, delay_seconds_max=2.0),
        clock=rig.clock,
        random=Random(1),
        trail=rig.trail,
        work_seconds=work_seconds,
    )
    consumer.start()
    return Plant(rig, broker, consumer)


def virtual(body: Body) -> Callable[[], None]:
    """Make a test of a body, in virtual time."""

    def test() -> None:
        run_memory(body)

    test.__name__, test.__doc__, test.__module__ = body.__name__, body.__doc__, body.__module__
    return test


def recording(seen: list[Work], *errors: Exception) -> Handler:
    """Return a handler that raises ``errors`` one after the other, and then succeeds."""
    left = list(errors)

    async def handle(work: Work) -> str:
        seen.append(work)
        if left:
            raise left.pop(0)
        return f"did {work.message.id}"

    return handle


@virtual
async def test_a_message_is_handled_acknowledged_and_remembered(rig: Rig) -> None:
    """The handler works under the message's correlation id; its result can be looked up; the trail tells."""
    seen: list[str | None] = []

    async def handle(work: Work) -> str:
        seen.append(correlation_id())
        return "r"

    made = await plant(rig, handle)
    await made.publish(1, **{"correlation-id": "order 7"})
    await made.publish(2)
    await made.until_empty()
    alive = [made.consumer.alive]
    await made.consumer.stop(1.0)
    assert [*alive, made.consumer.alive] == [True, False]
    assert seen == ["orderx7", "m2"]
    known = await (await rig.store()).lookup("handled/orders", "m1")
    assert known is not None
    assert (known.state, known.result) == (ClaimState.DONE, "r")
    assert rig.sink.kinds("m1") == ["started", "acknowledged"]


@virtual
async def test_a_message_that_was_done_before_has_no_second_effect(rig: Rig) -> None:
    """The same id, published again after the broker has forgotten it, is acknowledged without work."""
    seen: list[Work] = []
    topic = TOPIC.model_copy(update={"deduplication_seconds": 1.0})
    made = await plant(rig, recording(seen), topic=topic)
    await made.publish(1)
    await made.until_empty()
    await rig.clock.sleep(2.0)
    assert await made.broker.publish("orders", message(1))
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert len(seen) == 1
    assert rig.sink.kinds("m1") == ["started", "acknowledged", "acknowledged"]


@virtual
async def test_transient_errors_are_retried_and_leave_the_effect_in_doubt(rig: Rig) -> None:
    """The next delivery says that an earlier one may have done something."""
    seen: list[Work] = []
    made = await plant(rig, recording(seen, SystemUnavailable("away", system="crm")))
    await made.publish(1)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert [(work.receives, work.in_doubt) for work in seen] == [(1, False), (2, True)]
    assert rig.sink.kinds("m1") == ["started", "retry", "started", "acknowledged"]


@virtual
async def test_what_keeps_failing_is_a_dead_letter(rig: Rig) -> None:
    """After the policy's receives; a held back one, which was not tried, is not counted."""
    seen: list[Work] = []
    errors = [SystemUnavailable("away"), BreakerOpen("open", retry_after_seconds=1.0), *[SystemUnavailable("away")] * 9]
    made = await plant(rig, recording(seen, *errors))
    await made.publish(1)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert [work.receives for work in seen] == [1, 2, 2, 3]
    assert [letter.reason for letter in await made.broker.dead_letters("orders")] == ["SystemUnavailable: away"]


@pytest.mark.parametrize(
    ("error", "alarm"),
    [
        (Rejected("no such field", system="crm"), False),
        (ContractError("not understood", system="crm", version="1", operation="get"), False),
        (KeyError("a defect"), True),
    ],
)
def test_what_can_never_succeed_is_a_dead_letter_at_once(error: Exception, alarm: bool) -> None:
    """Wrong data and refusals are not tried again; a defect of ours raises an alarm."""

    async def body(rig: Rig) -> None:
        seen: list[Work] = []
        made = await plant(rig, recording(seen, error))
        await made.publish(1)
        await made.until_empty()
        assert len(seen) == 1
        letters = await made.broker.dead_letters("orders")
        assert [letter.reason.partition(":")[0] for letter in letters] == [type(error).__name__]
        event = next(event for event in rig.sink.events if event.kind == "dead-lettered")
        assert event.fields["alarm"] is alarm
        assert await made.broker.replay("orders", EVERYTHING) == ["m1"]
        await made.until_empty()
        await made.consumer.stop(1.0)
        assert [work.in_doubt for work in seen] == [False, True]

    run_memory(body)


@virtual
async def test_secrets_do_not_reach_reasons(rig: Rig) -> None:
    """An error that quotes a secret is masked in the dead letter and in the trail."""
    secret = Secret("hunter2-hunter2")
    made = await plant(rig, recording([], Rejected(f"bad key {secret.reveal()}")))
    await made.publish(1)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert [letter.reason for letter in await made.broker.dead_letters("orders")] == ["Rejected: bad key ***"]
    assert "hunter2" not in str(rig.sink.events)


@virtual
async def test_a_slow_handler_keeps_its_lease(rig: Rig) -> None:
    """Work that takes several leases is done once."""
    seen: list[Work] = []

    async def handle(work: Work) -> str:
        seen.append(work)
        await rig.clock.sleep(20.0)
        return "done"

    made = await plant(rig, handle)
    await made.publish(1)
    await rig.clock.sleep(21.0)
    assert await made.broker.depth("orders") == EMPTY
    await made.consumer.stop(1.0)
    assert len(seen) == 1


@virtual
async def test_a_handler_whose_claim_is_lost_is_cancelled(rig: Rig) -> None:
    """When somebody else took the work over, this side stops and writes nothing."""
    cancelled: list[str] = []

    async def handle(work: Work) -> str:
        try:
            await rig.clock.sleep(60.0)
        except asyncio.CancelledError:
            cancelled.append(work.message.id)
            raise
        return "too late"

    made = await plant(rig, handle)
    store = await rig.store()
    await made.publish(1)
    await rig.clock.sleep(1.0)
    mine = await store.lookup("handled/orders", "m1")
    assert mine is not None
    await store.complete(mine, "by somebody else")
    await rig.clock.sleep(3.0)
    assert cancelled == ["m1"]
    await made.until_empty()
    await made.consumer.stop(1.0)
    known = await store.lookup("handled/orders", "m1")
    assert known is not None
    assert known.result == "by somebody else"


@virtual
async def test_work_that_somebody_else_holds_is_left_alone(rig: Rig) -> None:
    """The message comes back when the other one's claim has lapsed, and is then in doubt."""
    seen: list[Work] = []
    store = await rig.store()
    await store.claim("handled/orders", "m1", lease_seconds=5.0)
    made = await plant(rig, recording(seen))
    began = rig.clock.now()
    await made.publish(1)
    await made.until_empty()
    assert rig.clock.now() - began >= 5.0
    await made.consumer.stop(1.0)
    assert [(work.receives, work.in_doubt) for work in seen] == [(1, True)]


def gauge(rig: Rig, running: list[int], most: list[int]) -> Callable[[Work], Awaitable[str]]:
    """Return a handler that takes a second, and notes how many run at once."""

    async def handle(work: Work) -> str:
        running.append(1)
        most.append(len(running))
        await rig.clock.sleep(1.0)
        running.pop()
        return ""

    return handle


@virtual
async def test_concurrency_is_bounded(rig: Rig) -> None:
    """Three at once and no more; nine messages take three seconds."""
    most: list[int] = []
    made = await plant(rig, gauge(rig, [], most), concurrency=3)
    began = rig.clock.now()
    await made.publish(*range(9))
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert max(most) == 3
    assert 3.0 <= rig.clock.now() - began < 3.2


@virtual
async def test_an_ordered_topic_is_worked_on_in_order(rig: Rig) -> None:
    """A message that is retried is done before the next one of its key begins."""
    seen: list[Work] = []
    topic = TOPIC.model_copy(update={"ordered": True})
    made = await plant(rig, recording(seen, SystemUnavailable("away")), topic=topic)
    await made.publish(1, 2, 3)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert [work.message.id for work in seen] == ["m1", "m1", "m2", "m3"]


@virtual
async def test_stopping_lets_work_finish_within_its_grace(rig: Rig) -> None:
    """What finishes in time is acknowledged; what does not goes back at once, in doubt."""

    async def handle(work: Work) -> str:
        await rig.clock.sleep(1.0 if work.message.id == "m1" else 60.0)
        return ""

    made = await plant(rig, handle)
    await made.publish(1, 2)
    await rig.clock.sleep(0.5)
    began = rig.clock.now()
    await made.consumer.stop(2.0)
    assert rig.clock.now() - began == pytest.approx(2.0)
    depth = await made.broker.depth("orders")
    assert (depth.ready, depth.in_flight) == (1, 0)
    known = await (await rig.store()).lookup("handled/orders", "m2")
    assert known is not None
    assert known.state is ClaimState.IN_DOUBT


@virtual
async def test_a_deadline_is_given_to_the_handler(rig: Rig) -> None:
    """Calls that the handler makes know how much time is left."""
    left: list[float] = []

    async def handle(work: Work) -> str:
        left.append(remaining_seconds())
        return ""

    made = await plant(rig, handle, work_seconds=4.0)
    await made.publish(1)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert left == [pytest.approx(4.0)]
    assert math.isinf(remaining_seconds())


@virtual
async def test_a_store_that_is_away_loses_nothing(rig: Rig) -> None:
    """The message comes again when its lease has lapsed, and is handled when the store is back."""
    seen: list[Work] = []
    made = await plant(rig, recording(seen))
    store = await rig.store()
    claim = store.claim
    calls: list[str] = []

    async def failing(scope: str, key: str, **options: float) -> object:
        calls.append(key)
        if len(calls) == 1:
            raise SystemUnavailable("the store is away")
        return await claim(scope, key, **options)

    store.claim = failing  # type: ignore[method-assign, assignment]  # the store fails once
    await made.publish(1)
    await made.until_empty()
    await made.consumer.stop(1.0)
    assert [work.receives for work in seen] == [2]
    assert rig.sink.kinds("m1") == ["degraded", "started", "acknowledged"]


@virtual
async def test_a_broker_that_is_closed_ends_the_loop(rig: Rig) -> None:
    """Nothing is left running."""
    made = await plant(rig, recording([]))
    await made.publish(1)
    await made.until_empty()
    await made.broker.close()
    await rig.clock.sleep(0.1)
    assert not made.consumer.alive
    await made.consumer.stop(0.0)
