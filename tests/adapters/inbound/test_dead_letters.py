"""What was given up, and how it comes back."""

from __future__ import annotations

import pytest

from adapters.inbound.job import Cause, NewJob
from adapters.inbound.store import Store
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock

pytestmark = pytest.mark.usefixtures("every_database")


def buried(*causes: Cause) -> tuple[Store, SteppedClock]:
    """Return a store whose jobs ``0``, ``1``, ... died of these causes, a second apart."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    for number, cause in enumerate(causes):
        store.enqueue(NewJob(str(number), "triage", str(number)))
        (job,) = store.receive(1, ("triage",))
        store.bury(job, cause)
        clock.advance(1.0)
    return store, clock


def away(system: str) -> Cause:
    """Return a cause that passes."""
    return Cause("SystemUnavailable", "refused", system, transient=True)


LASTING = Cause("Rejected", "closed", "crm")


def test_letters_are_listed_the_oldest_first_with_cause_and_history() -> None:
    """Each says since when, why, and after how many receives."""
    store, _ = buried(away("crm"), LASTING)
    first, second = store.dead.listed()
    assert (first.key, first.reason, first.receives, first.dead_since) == (
        "0",
        "SystemUnavailable: refused",
        1,
        EPOCH,
    )
    assert (second.key, second.system, second.dead_since) == ("1", "crm", EPOCH + 1.0)
    assert store.dead.listed(1) == [first]
    assert [past.outcome for past in store.history("0")] == ["buried"]


def test_candidates_for_a_replay_died_before_the_recovery_of_a_cause_that_passes() -> None:
    """Of the system in question, least replayed first, a bounded number."""
    store, clock = buried(away("crm"), away("ai"), LASTING, away("crm"), away("crm"))
    assert store.dead.replay("0")
    (job,) = store.receive(1, ("triage",))
    store.bury(job, away("crm"))
    clock.advance(1.0)

    def keys(before: float, limit: int = 9, replays_max: int = 2) -> list[str]:
        letters = store.dead.to_replay("crm", before=before, replays_max=replays_max, limit=limit)
        return [letter.key for letter in letters]

    assert keys(clock.now()) == ["3", "4", "0"]
    assert keys(clock.now(), limit=1) == ["3"]
    assert keys(clock.now(), replays_max=1) == ["3", "4"]
    assert keys(EPOCH + 3.5) == ["3"]


def test_the_next_probe_is_the_letter_that_probed_least() -> None:
    """So that the burden is shared, and bounded."""
    store, _ = buried(away("crm"), away("crm"), LASTING)
    probed = []
    while (letter := store.dead.to_probe("crm", probes_max=2)) is not None:
        probed.append(letter.key)
        assert store.dead.probe(letter.key, receives=11)
        (job,) = store.receive(1, ("triage",))
        assert job.receives == 12
        store.bury(job, away("crm"))
    assert probed == ["0", "1", "0", "1"]


def test_only_a_dead_letter_can_be_brought_back_and_only_once() -> None:
    """An operator who asks twice gets one job."""
    store, _ = buried(LASTING)
    assert store.dead.replay("0")
    assert not store.dead.replay("0")
    assert not store.dead.probe("0", 1)
    assert not store.dead.replay("none")
