"""What every broker promises: one set of tests for all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.errors import ConfigurationError, SystemUnavailable
from adapters.masking import Secret
from adapters.ports.broker import Depth, Selection, Topic
from adapters.stores.errors import LeaseLost

from .rig import EVERYTHING, Body, Rig, message

Run = Callable[[Body], None]
LEASE_SECONDS = 0.4


def orders(**changes: object) -> Topic:
    """A topic."""
    return Topic.model_validate({"name": "orders", "lease_seconds": 5.0, **changes})


def test_what_is_published_arrives_as_it_was(on_broker: Run) -> None:
    """Id, key, payload and headers come through, with the time of publishing and the number of the delivery."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        sent = message(1, "käse & brot", **{"correlation-id": "c-1", "note": "größe: 5 %"})
        before = rig.clock.now()
        assert await broker.publish("orders", sent)
        async with broker.subscribe("orders", prefetch=1) as subscription:
            delivery = await rig.take(subscription)
            assert delivery.message == sent
            assert delivery.receives == 1
            assert before <= delivery.published_at == delivery.queued_at <= rig.clock.now()
            await delivery.ack()
            await rig.nothing(subscription)

    on_broker(body)


def test_any_bytes_can_be_the_payload(on_broker: Run) -> None:
    """Empty, binary and large payloads come through."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        payloads = [b"", bytes(range(256)), b"x" * 500_000]
        for number, payload in enumerate(payloads):
            await broker.publish("orders", message(number).model_copy(update={"payload": payload}))
        async with broker.subscribe("orders", prefetch=3) as subscription:
            found = [await rig.take(subscription) for _ in payloads]
            assert sorted(delivery.message.payload for delivery in found) == sorted(payloads)
            for delivery in found:
                await delivery.ack()

    on_broker(body)


def test_an_id_is_stored_once(on_broker: Run) -> None:
    """Publishing again under the same id says so and stores nothing, also after the message was settled."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        assert await broker.publish("orders", message(1))
        assert not await broker.publish("orders", message(1))
        assert (await broker.depth("orders")).ready == 1
        async with broker.subscribe("orders", prefetch=2) as subscription:
            await (await rig.take(subscription)).ack()
            assert not await broker.publish("orders", message(1))
            await rig.nothing(subscription)

    on_broker(body)


def test_a_retry_waits_and_counts(on_broker: Run) -> None:
    """A message comes back no sooner than asked, as its second delivery; one that was not tried is not counted."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=2) as subscription:
            began = rig.clock.now()
            await (await rig.take(subscription)).retry(0.3)
            second = await rig.take(subscription)
            assert rig.clock.now() - began >= 0.29
            assert second.receives == 2
            await second.retry(0.0, counted=False)
            third = await rig.take(subscription)
            assert third.receives == 2
            await third.ack()
            await rig.nothing(subscription)

    on_broker(body)


def test_a_lease_lapses(on_broker: Run) -> None:
    """Who does not settle in time loses the message to the next, and can no longer settle it."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=LEASE_SECONDS))
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=2) as subscription:
            late = await rig.take(subscription)
            again = await rig.take(subscription)
            assert (again.message.id, again.receives) == ("m1", 2)
            for settle in (late.ack, late.extend, lambda: late.retry(0.0), lambda: late.dead("no")):
                with pytest.raises(LeaseLost):
                    await settle()
            await again.ack()
            with pytest.raises(LeaseLost):
                await again.ack()
            await rig.nothing(subscription, 2 * LEASE_SECONDS)

    on_broker(body)


def test_a_lease_can_be_extended(on_broker: Run) -> None:
    """Whoever says that it is still at work keeps the message beyond the lease."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=LEASE_SECONDS))
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=2) as subscription:
            delivery = await rig.take(subscription)
            for _ in range(4):
                await rig.clock.sleep(LEASE_SECONDS / 2)
                await delivery.extend()
            await delivery.ack()
            await rig.nothing(subscription, 2 * LEASE_SECONDS)

    on_broker(body)


def test_dead_letters_say_why_and_since_when(on_broker: Run) -> None:
    """A dead letter has its reason, masked, its deliveries, and the times of its first and last failure."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        secret = Secret("s3cr3t-value")
        await broker.publish("orders", message(1, "k", note="n"))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            await (await rig.take(subscription)).retry(0.2)
            await (await rig.take(subscription)).dead(f"Rejected: no such customer {secret.reveal()}")
            await rig.nothing(subscription)
        letters = await broker.dead_letters("orders")
        assert [letter.message for letter in letters] == [message(1, "k", note="n")]
        assert letters[0].reason == "Rejected: no such customer ***"
        assert letters[0].receives == 2
        assert letters[0].published_at <= letters[0].first_failed_at <= letters[0].last_failed_at - 0.19
        assert await broker.dead_letters("orders") == letters

    on_broker(body)


def test_a_message_that_is_never_settled_is_isolated(on_broker: Run) -> None:
    """After as many deliveries as the topic allows, a poisoned message is a dead letter and holds nobody up."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=LEASE_SECONDS, receives_max=2))
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            for receives in (1, 2):
                assert (await rig.take(subscription)).receives == receives
                await rig.clock.sleep(LEASE_SECONDS)
            await broker.publish("orders", message(2))
            healthy = await rig.take(subscription)
            assert healthy.message.id == "m2"
            await healthy.ack()

            async def is_dead() -> bool:
                return bool(await broker.dead_letters("orders"))

            await rig.until(is_dead)
        letters = await broker.dead_letters("orders")
        assert [(letter.message.id, letter.receives) for letter in letters] == [("m1", 2)]
        assert letters[0].reason == "Poisoned: received 2 times and never settled"

    on_broker(body)


def test_dead_letters_are_replayed_once(on_broker: Run) -> None:
    """What is selected comes back as new, what is not stays; a second replay finds nothing."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        for number in range(4):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            for _ in range(4):
                delivery = await rig.take(subscription)
                odd = int(delivery.message.id[1:]) % 2
                await delivery.dead("Odd: one" if odd else "Even: one")
            await rig.clock.sleep(0.05)
            assert await broker.replay("orders", Selection(reason_prefix="Odd", limit=1)) == ["m1"]
            assert await broker.replay("orders", Selection(ids=frozenset({"m3", "m1"}))) == ["m3"]
            assert await broker.replay("orders", Selection(reason_prefix="Odd")) == []
            for id in ("m1", "m3"):
                delivery = await rig.take(subscription)
                assert (delivery.message.id, delivery.receives) == (id, 1)
                assert delivery.queued_at > delivery.published_at
                await delivery.ack()
            await rig.nothing(subscription)
        assert [letter.message.id for letter in await broker.dead_letters("orders")] == ["m0", "m2"]
        assert await broker.replay("orders", Selection(failed_before=0.0)) == []

    on_broker(body)


def test_a_replayed_message_can_die_and_be_replayed_again(on_broker: Run) -> None:
    """Every life ends on its own: the same message dies and comes back twice."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            for life in range(2):
                await (await rig.take(subscription)).dead(f"Rejected: {life}")
                assert [letter.reason for letter in await broker.dead_letters("orders")] == [f"Rejected: {life}"]
                assert await broker.replay("orders", EVERYTHING) == ["m1"]
            await (await rig.take(subscription)).ack()
        assert await broker.depth("orders") == Depth(ready=0, in_flight=0, delayed=0, dead=0)

    on_broker(body)


def test_depth_says_where_the_messages_are(on_broker: Run) -> None:
    """Ready, in flight, delayed and dead add up to what was published and not acknowledged."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=30.0))
        assert await broker.depth("orders") == Depth(ready=0, in_flight=0, delayed=0, dead=0)
        began = rig.clock.now()
        for number in range(7):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=2) as subscription:
            await (await rig.take(subscription)).ack()
            await (await rig.take(subscription)).dead("Rejected")
            await (await rig.take(subscription)).retry(20.0)
            held = [await rig.take(subscription) for _ in range(2)]
            await rig.clock.sleep(0.2)

            async def settled() -> bool:
                depth = await broker.depth("orders")
                counts = (depth.ready, depth.in_flight, depth.delayed, depth.dead)
                return counts == (2, 2, 1, 1)

            await rig.until(settled)
            age = (await broker.depth("orders")).oldest_age_seconds
            assert age is not None
            assert 0.2 <= age <= rig.clock.now() - began
            for delivery in held:
                await delivery.ack()

    on_broker(body)


def test_no_more_than_the_prefetch_is_unsettled(on_broker: Run) -> None:
    """A slow consumer is given no more than it asked for; the rest is there for others."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=30.0))
        for number in range(6):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=2) as slow, broker.subscribe("orders", prefetch=9) as quick:
            held = [await rig.take(slow) for _ in range(2)]
            await rig.nothing(slow)
            found = [await rig.take(quick) for _ in range(4)]
            await held[0].ack()
            ids = {delivery.message.id for delivery in (*held, *found)}
            assert ids == {f"m{number}" for number in range(6)}

    on_broker(body)


def test_leaving_gives_back_what_was_not_settled(on_broker: Run) -> None:
    """Another consumer has it at once, long before the lease lapses."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(lease_seconds=30.0))
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            left = await rig.take(subscription)
        with pytest.raises(LeaseLost):
            await left.ack()
        async with broker.subscribe("orders", prefetch=1) as subscription:
            delivery = await rig.take(subscription)
            assert delivery.message.id == "m1"
            await delivery.ack()

    on_broker(body)


def test_an_ordered_topic_keeps_the_order_of_every_key(on_broker: Run) -> None:
    """A message that fails holds up its own lane, and nothing overtakes it there; other lanes go on."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(ordered=True, lanes=2, lease_seconds=5.0))
        keys = ["acme", "globex"]  # these are in different lanes
        for number in range(8):
            await broker.publish("orders", message(number, keys[number % 2]))
        seen: list[str] = []
        failed: set[str] = set()
        async with broker.subscribe("orders", prefetch=4) as subscription:
            while len(seen) < 8:
                delivery = await rig.take(subscription)
                id = delivery.message.id
                if id in ("m0", "m4") and id not in failed:
                    failed.add(id)
                    await delivery.retry(0.2)
                else:
                    seen.append(id)
                    await delivery.ack()
        assert [id for id in seen if int(id[1:]) % 2 == 0] == ["m0", "m2", "m4", "m6"]
        assert [id for id in seen if int(id[1:]) % 2 == 1] == ["m1", "m3", "m5", "m7"]
        assert seen.index("m3") < seen.index("m2")

    on_broker(body)


def test_two_consumers_of_an_ordered_topic_keep_the_order(on_broker: Run) -> None:
    """One message of a lane is out at a time, whoever has it."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(ordered=True, lease_seconds=5.0))
        for number in range(4):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=3) as first:
            delivery = await rig.take(first)
            async with broker.subscribe("orders", prefetch=3) as second:
                await rig.nothing(second)
                await rig.nothing(first)
                assert delivery.message.id == "m0"
                await delivery.ack()

    on_broker(body)


def test_more_lanes_than_prefetch_are_all_served(on_broker: Run) -> None:
    """Lanes take turns where fewer messages may be taken at once than there are lanes."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(ordered=True, lanes=4))
        for number in range(12):
            await broker.publish("orders", message(number, f"key {number}"))
        seen: list[str] = []
        async with broker.subscribe("orders", prefetch=1) as subscription:
            while len(seen) < 12:
                delivery = await rig.take(subscription)
                seen.append(delivery.message.id)
                await delivery.ack()
        assert sorted(seen) == sorted(f"m{number}" for number in range(12))

    on_broker(body)


def test_topics_do_not_mix(on_broker: Run) -> None:
    """The same id in two topics is two messages."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders(), orders(name="invoices"))
        assert await broker.publish("orders", message(1))
        assert await broker.publish("invoices", message(1))
        async with broker.subscribe("invoices", prefetch=5) as subscription:
            await (await rig.take(subscription)).ack()
            await rig.nothing(subscription)
        assert (await broker.depth("orders")).ready == 1

    on_broker(body)


def test_what_is_not_known_is_refused(on_broker: Run) -> None:
    """An unknown topic, a topic given twice, or a prefetch of 0 is an error of the configuration."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        with pytest.raises(ConfigurationError, match="no topic 'ordres'; known: orders"):
            await broker.publish("ordres", message(1))
        with pytest.raises(ConfigurationError, match="at least 1"):
            broker.subscribe("orders", prefetch=0)
        with pytest.raises(ConfigurationError, match="given twice: orders"):
            await rig.broker(orders(), orders())

    on_broker(body)


def test_a_closed_broker_says_so(on_broker: Run) -> None:
    """Closing twice does nothing; publishing afterwards fails, and can be tried elsewhere."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(orders())
        await broker.close()
        await broker.close()
        with pytest.raises(SystemUnavailable):
            await broker.publish("orders", message(1))

    on_broker(body)
