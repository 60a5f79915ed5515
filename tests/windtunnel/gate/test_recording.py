"""Recordings as trees of conversations."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.probes import Probe
from windtunnel.gate.recording import Cursor, Recording, RewindableClock, key_of
from windtunnel.kernel.clock import EPOCH
from windtunnel.world.http import Request

HEADERS = {"content-type": "application/json", "host": "shop.test"}
CREATE = Request("POST", "/orders", "", HEADERS, b'{"customer": "Ann", "total": 1.5, "lines": [{"amount": 1.5}]}')


@pytest.fixture
def recording(project: Project, probes: Mapping[str, Probe]) -> Recording:
    """A recording of nothing yet."""
    return Recording(project, "shop", probes["careful"])


def test_what_was_asked_before_is_answered_without_the_system(recording: Recording) -> None:
    """A second run with the same requests asks nothing."""
    first = Cursor(recording, lambda: EPOCH).handle(CREATE)
    assert recording.asked == 1
    assert Cursor(recording, lambda: EPOCH).handle(CREATE) is first
    assert recording.asked == 1


def test_a_new_branch_begins_where_it_leaves_the_old_one(recording: Recording) -> None:
    """The system is taken back: an order that was made on another branch does not exist on this one."""
    made = Cursor(recording, lambda: EPOCH).handle(CREATE).json()["id"]
    read = Request("GET", f"/orders/{made}", "", HEADERS)
    other = Cursor(recording, lambda: EPOCH)
    assert other.handle(read).status == 404
    assert other.handle(CREATE).json()["id"] == made
    assert other.handle(read).json()["customer"] == "Ann"


def test_effects_belong_to_the_run_that_caused_them(recording: Recording) -> None:
    """Also when they come from the recording."""
    for _ in range(2):
        cursor = Cursor(recording, lambda: EPOCH)
        cursor.handle(CREATE)
        assert [effect.change for effect in cursor.effects()] == ["created"]


def test_collections_that_the_probe_does_not_name_are_no_effects(project: Project, probes: Mapping[str, Probe]) -> None:
    """Sessions and counters of a system are its own business."""
    cursor = Cursor(Recording(project, "shop", probes["careless"]), lambda: EPOCH)
    cursor.handle(CREATE)
    assert cursor.effects() == []


def test_errors_are_the_same_for_every_run_and_disturb_none(recording: Recording) -> None:
    """Asking for one does not move the system."""
    first = Cursor(recording, lambda: EPOCH).handle(CREATE)
    refused = recording.error(503)
    assert (refused.status, recording.error(503) is refused) == (503, True)
    again = Cursor(recording, lambda: EPOCH)
    again.handle(CREATE)
    read = Request("GET", f"/orders/{first.json()['id']}", "", HEADERS)
    assert again.handle(read).json()["customer"] == "Ann"


def test_an_answer_depends_on_body_time_and_headers_but_not_on_who_signs() -> None:
    """Otherwise signatures with nonces would never be found again."""
    signed = Request("POST", "/orders", "", {**HEADERS, "authorization": "x"}, CREATE.body)
    assert key_of(signed, EPOCH) == key_of(CREATE, EPOCH)
    assert key_of(CREATE, EPOCH + 1) != key_of(CREATE, EPOCH)
    assert key_of(Request("POST", "/orders", "", HEADERS, b"{}"), EPOCH) != key_of(CREATE, EPOCH)
    keyed = Request("POST", "/orders", "", {**HEADERS, "idempotency-key": "k"}, CREATE.body)
    assert key_of(keyed, EPOCH) != key_of(CREATE, EPOCH)


def test_a_clock_that_is_taken_back_forgets_its_timers() -> None:
    """A restored system plans its own again."""
    clock, rung = RewindableClock(EPOCH), []
    clock.call_at(EPOCH + 5, lambda: rung.append(1))
    clock.advance(1)
    clock.rewind(EPOCH)
    clock.advance(10)
    assert (clock.now(), rung) == (EPOCH + 10, [])
