"""Dead letters that come back by themselves."""

from __future__ import annotations

from adapters.inbound.job import Cause, NewJob
from adapters.inbound.replayer import Replayer, ReplayPolicy
from adapters.inbound.store import Store
from tests.adapters.inbound.fakes import FakeHealth
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock
from tests.adapters.set_clock import SetClock

POLICY = ReplayPolicy(
    replays_max=2, probes_max=3, per_second=2, probe_seconds=60.0, probe_seconds_max=100.0, receives_max=5
)


def bury(store: Store, *keys: str, transient: bool = True, system: str = "crm") -> None:
    """Accept and bury jobs."""
    for key in keys:
        if store.find(key) is None:
            store.enqueue(NewJob(key, "triage", key))
        (job,) = store.receive(1, ("triage",))
        assert job.key == key
        store.bury(job, Cause("SystemUnavailable", "refused", system, transient))


def new_replayer(health: FakeHealth) -> tuple[Replayer, Store, SteppedClock]:
    """Return a replayer with its store and clock."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    return Replayer(store, health, clock=clock, policy=POLICY), store, clock


def looks_again_in_seconds(replayer: Replayer) -> float | None:
    """Return when the replayer wants to look again."""
    return replayer.next_in_seconds


def test_letters_come_back_at_a_bounded_rate_after_their_system_recovered() -> None:
    """Two per second, the rest a second later, and then no more looking."""
    health = FakeHealth({"crm": EPOCH + 10.0})
    replayer, store, clock = new_replayer(health)
    bury(store, "a", "b", "c")
    clock.advance(20.0)
    assert [letter.key for letter in replayer.turn()] == ["a", "b"]
    assert replayer.turn() == []
    assert looks_again_in_seconds(replayer) == 1.0
    clock.advance(1.0)
    assert [letter.key for letter in replayer.turn()] == ["c"]
    clock.advance(1.0)
    assert replayer.turn() == []
    assert looks_again_in_seconds(replayer) is None
    (job, *_) = store.receive(3, ("triage",))
    assert (job.receives, job.replays, job.life_began_at) == (1, 1, EPOCH + 20.0)


def test_letters_that_died_after_the_recovery_or_of_a_lasting_cause_stay() -> None:
    """A message that fails while its system is well is poison, and waits for a person."""
    replayer, store, clock = new_replayer(FakeHealth({"crm": EPOCH}))
    clock.advance(1.0)
    bury(store, "poison")
    bury(store, "refused", transient=False)
    clock.advance(3600.0)
    assert replayer.turn() == []


def test_a_letter_is_replayed_no_more_often_than_declared() -> None:
    """After two new lives it stays dead, however often its system recovers."""
    health = FakeHealth({"crm": None})
    replayer, store, clock = new_replayer(health)
    for life in range(4):
        bury(store, "a") if life < 3 else None
        clock.advance(10.0)
        health.recovered["crm"] = clock.now()
        clock.advance(10.0)
        assert len(replayer.turn()) == (1 if life < 2 else 0)


def test_one_letter_at_a_time_asks_whether_an_ailing_system_is_back() -> None:
    """Probes wait for the cool-down and for the letter's own growing pause, and have one receive each."""
    health = FakeHealth({"crm": None})
    replayer, store, clock = new_replayer(health)
    bury(store, "a")
    pauses = []
    for _ in range(3):
        assert replayer.turn() == []
        assert replayer.next_in_seconds is not None
        pauses.append(replayer.next_in_seconds)
        clock.advance(pauses[-1])
        assert [letter.key for letter in replayer.turn()] == ["a"]
        (job,) = store.receive(1, ("triage",))
        assert job.receives == POLICY.receives_max
        store.bury(job, Cause("SystemUnavailable", "refused", "crm", transient=True))
    assert pauses == [60.0, 100.0, 100.0]
    clock.advance(9999.0)
    assert replayer.turn() == []
    assert looks_again_in_seconds(replayer) is None


def test_a_probe_waits_for_the_cool_down() -> None:
    """While the breaker holds every call back there is no point in asking."""
    health = FakeHealth({"crm": None}, probe_wait_seconds=30.0)
    replayer, store, clock = new_replayer(health)
    bury(store, "a")
    clock.advance(500.0)
    assert replayer.turn() == []
    assert looks_again_in_seconds(replayer) == 30.0


def test_letters_come_back_although_the_clock_was_set_back_after_they_died() -> None:
    """They died before the recovery, whatever the times say; and a probe waits for one pause at most."""
    clock = SteppedClock()
    shown, health = SetClock(clock, 3600.0), FakeHealth({"crm": None})
    store = Store(":memory:", clock=shown, synchronous="OFF")
    replayer = Replayer(store, health, clock=shown, policy=POLICY)
    bury(store, "a")
    shown.ahead_seconds = 0.0
    assert replayer.turn() == []
    assert looks_again_in_seconds(replayer) == POLICY.probe_seconds
    health.recovered["crm"] = clock.now() + 5.0
    clock.advance(5.0)
    assert [letter.key for letter in replayer.turn()] == ["a"]
