"""The way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import ContractError, IntegrationError, Rejected
from adapters.patterns.document_intake.doorway import Doorway
from adapters.ports.documents import Challenge, DocumentEvent, EventsDropped
from tests.adapters.inbound.fakes import Answer, request
from tests.adapters.patterns.document_intake.plant import Plant, planted

EVENT = DocumentEvent(event_id="Ev1", document_id="F1")


def doorway(plant: Plant) -> Doorway:
    """Return the doorway of a healthy service."""
    return Doorway(
        plant.documents,
        plant.store,
        plant.sweeper,
        wake=plant.wake,
        trail=plant.trail,
        healthy=lambda: True,
        status=lambda: {"fine": True},
        body_bytes_max=1000,
    )


async def deliver(plant: Plant, headers: dict[str, str] | None = None, body: bytes = b"{}") -> Answer:
    """Send a delivery."""
    answer = await request(doorway(plant), "POST", "/slack/events", body, headers)
    assert answer is not None
    return answer


def test_the_handshake_is_answered(tmp_path: Path) -> None:
    """With the challenge, as JSON."""

    async def scenario(plant: Plant) -> None:
        plant.documents.notice = Challenge(answer="3eZbrw1a")
        assert (await deliver(plant)).content == {"challenge": "3eZbrw1a"}

    planted(tmp_path, scenario)


def test_a_document_is_queued_before_the_answer(tmp_path: Path) -> None:
    """And once, however often the vendor tries."""

    async def scenario(plant: Plant) -> None:
        plant.documents.notice = EVENT
        assert (await deliver(plant)).content == {"status": "accepted", "key": "read:F1"}
        again = await deliver(plant, {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"})
        assert (again.status, again.content["status"]) == (200, "duplicate")
        assert plant.queued() == ["read:F1"]
        assert plant.store.totals() == {"accepted": 1, "duplicates": 1, "redelivered": 1}

    planted(tmp_path, scenario)


def test_the_same_file_in_another_event_is_a_duplicate(tmp_path: Path) -> None:
    """A file that is shared in two channels is read once."""

    async def scenario(plant: Plant) -> None:
        for event_id in ("Ev1", "Ev2"):
            plant.documents.notice = DocumentEvent(event_id=event_id, document_id="F1")
            await deliver(plant)
        assert plant.queued() == ["read:F1"]

    planted(tmp_path, scenario)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Rejected("not signed"), 401),
        (ContractError("odd", system="slack", version="Events API", operation="delivery"), 422),
    ],
)
def test_what_is_not_accepted_is_refused_for_good(tmp_path: Path, error: IntegrationError, status: int) -> None:
    """The vendor is told not to try again, and nothing is queued."""

    async def scenario(plant: Plant) -> None:
        plant.documents.failure = error
        answer = await deliver(plant)
        assert (answer.status, answer.headers["x-slack-no-retry"]) == (status, "1")
        assert plant.queued() == []

    planted(tmp_path, scenario)


def test_an_event_id_that_comes_back_for_another_file_is_refused(tmp_path: Path) -> None:
    """One of the two must be wrong, and nobody knows which."""

    async def scenario(plant: Plant) -> None:
        plant.documents.notice = EVENT
        await deliver(plant)
        plant.documents.notice = DocumentEvent(event_id="Ev1", document_id="F2")
        assert (await deliver(plant)).status == 422

    planted(tmp_path, scenario)


def test_a_full_queue_has_the_vendor_try_again(tmp_path: Path) -> None:
    """With 503; what it gives up, the next sweep finds."""

    async def scenario(plant: Plant) -> None:
        for document_id, status in (("F1", 200), ("F2", 503)):
            plant.documents.notice = DocumentEvent(event_id=f"Ev{document_id}", document_id=document_id)
            assert (await deliver(plant)).status == status

    planted(tmp_path, scenario, queue_depth=1)


def test_events_that_were_left_out_and_others_are_acknowledged(tmp_path: Path) -> None:
    """The first is noted; the others do not concern documents."""

    async def scenario(plant: Plant) -> None:
        plant.documents.notice = EventsDropped(reason="app_rate_limited")
        assert (await deliver(plant)).content == {"status": "noted"}
        plant.documents.notice = None
        assert (await deliver(plant)).content == {"status": "ignored"}

    planted(tmp_path, scenario)


def test_other_paths_methods_and_sizes_are_refused(tmp_path: Path) -> None:
    """As HTTP has it."""

    async def scenario(plant: Plant) -> None:
        for method, path, status in (("GET", "/", 404), ("GET", "/slack/events", 405), ("GET", "/status", 200)):
            answer = await request(doorway(plant), method, path)
            assert answer is not None
            assert answer.status == status
        assert (await deliver(plant, body=b"x" * 1001)).status == 413
        health = await request(doorway(plant), "GET", "/healthz")
        assert health is not None
        assert health.content == {"status": "ok"}

    planted(tmp_path, scenario)
