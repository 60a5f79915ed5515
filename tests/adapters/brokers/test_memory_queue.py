"""The messages of one topic in memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.brokers.memory_queue import Entry, MemoryQueue
from adapters.ports.broker import Selection, Topic
from adapters.stores.errors import LeaseLost

from ..inbound.virtual_time import EPOCH, SteppedClock
from .rig import message

TOPIC = Topic(name="orders", lease_seconds=10.0, receives_max=3, lanes=2)


def taken(queue: MemoryQueue) -> Entry:
    """Take a message that must be there."""
    entry = queue.take()
    assert entry is not None
    return entry


def test_the_next_change_is_known() -> None:
    """So that whoever waits sleeps exactly until then."""
    clock = SteppedClock()
    queue = MemoryQueue(TOPIC, clock)
    assert queue.next_change_seconds() is None
    queue.put(message(1))
    entry = taken(queue)
    assert queue.next_change_seconds() == 10.0
    queue.postpone(entry.sequence, entry.lease, 3.0, counted=True)
    assert queue.next_change_seconds() == 3.0
    clock.advance(3.0)
    queue.expire()
    assert taken(queue).received.receives == 2


def test_a_longer_wait_than_the_lease_is_waited_out() -> None:
    """The lease of the delivery that gave the message back means nothing any more."""
    clock = SteppedClock()
    queue = MemoryQueue(TOPIC, clock)
    queue.put(message(1))
    entry = taken(queue)
    queue.postpone(entry.sequence, entry.lease, 30.0, counted=True)
    clock.advance(20.0)
    queue.expire()
    assert queue.take() is None
    assert queue.depth().delayed == 1
    clock.advance(10.0)
    queue.expire()
    assert queue.take() is not None


def test_lanes_take_turns() -> None:
    """A long lane does not keep a short one waiting."""
    queue = MemoryQueue(TOPIC, SteppedClock())
    for number in range(4):
        queue.put(message(number, "acme"))
    queue.put(message(9, "globex"))
    assert [taken(queue).received.message.id for _ in range(3)] == ["m0", "m9", "m1"]


def test_only_the_newest_delivery_counts() -> None:
    """An older one can do nothing."""
    clock = SteppedClock()
    queue = MemoryQueue(TOPIC, clock)
    queue.put(message(1))
    old = taken(queue).lease
    clock.advance(10.0)
    queue.expire()
    new = taken(queue)
    for act in (queue.acknowledge, queue.return_unused, queue.extend):
        with pytest.raises(LeaseLost):
            act(new.sequence, old)
    queue.acknowledge(new.sequence, new.lease)


def test_the_window_begins_with_the_first_publishing() -> None:
    """An id is known for as long as the topic says, and not longer."""
    clock = SteppedClock()
    queue = MemoryQueue(TOPIC.model_copy(update={"deduplication_seconds": 60.0}), clock)
    assert queue.put(message(1))
    clock.advance(59.0)
    assert not queue.put(message(1))
    clock.advance(1.0)
    assert queue.put(message(1))


ACTIONS = ["publish", "take", "ack", "retry", "retry later", "bury", "extend", "pass", "replay"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5)), max_size=60), st.booleans())
def test_no_message_is_lost_or_doubled(actions: list[tuple[str, int]], ordered: bool) -> None:
    """Whatever is done, everything that was published is settled, dead, or counted once where it is."""
    clock = SteppedClock()
    queue = MemoryQueue(TOPIC.model_copy(update={"ordered": ordered}), clock)
    held: list[tuple[int, int, str]] = []
    published, acknowledged = 0, 0
    for action, choice in actions:
        one = held.pop(choice % len(held)) if held and action in ("ack", "retry", "retry later", "bury") else None
        if action == "publish":
            published += queue.put(message(published))
        elif action == "take":
            queue.expire()
            entry = queue.take()
            held += [] if entry is None else [(entry.sequence, entry.lease, entry.received.message.id)]
        elif action == "pass":
            clock.advance(float(choice * 4))
        elif action == "replay":
            queue.replay(Selection(limit=choice + 1))
        elif one is not None:
            acknowledged += settle(queue, action, one[0], one[1])
    depth = queue.depth()
    assert depth.ready + depth.in_flight + depth.delayed + depth.dead == published - acknowledged
    assert min(depth.ready, depth.in_flight, depth.delayed, depth.dead) >= 0
    assert (depth.oldest_age_seconds is None) == (depth.ready + depth.in_flight + depth.delayed == 0)


def settle(queue: MemoryQueue, action: str, sequence: int, lease: int) -> bool:
    """Settle a delivery, if it is still the valid one; tell whether it was acknowledged."""
    letter = MemoryQueue(TOPIC, SteppedClock())
    letter.put(message(0))
    try:
        if action == "ack":
            queue.acknowledge(sequence, lease)
            return True
        if action == "bury":
            queue.bury(sequence, lease, taken(letter).received.letter("why", EPOCH))
        else:
            queue.postpone(sequence, lease, 7.0 if action == "retry later" else 0.0, counted=True)
    except LeaseLost:
        return False
    return False
