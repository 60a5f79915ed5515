"""The door for webhooks."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping

import pytest

from adapters.audit import AuditKind
from adapters.canonical import Ticket, TicketChange
from adapters.errors import ContractError, Rejected
from adapters.inbound.job import NewJob
from adapters.inbound.receiver import WEBHOOK_PATH, Receiver
from adapters.inbound.store import Store
from adapters.ports import TicketEvent
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.inbound.fakes import Answer, RecordingSink, request
from tests.adapters.inbound.virtual_time import SteppedClock


class SignedHelpdesk:
    """A help desk whose signature is a header, and whose events are JSON."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | None:
        """Check the signature; header names are case-insensitive."""
        if headers.get("X-Signature") != "genuine":
            raise Rejected("the signature does not fit")
        event = json.loads(body)
        if event["kind"] == "user.created":
            return None
        if "ticket" not in event:
            raise ContractError("missing", system="zendesk", version="v2", operation="event", field="detail.id")
        return TicketEvent(event_id=event["id"], ticket_id=event["ticket"], kind=event["kind"])

    async def ticket(self, ticket_id: str) -> Ticket:
        """Not used here."""
        raise AssertionError

    async def apply(self, ticket: Ticket, change: TicketChange) -> None:
        """Not used here."""
        raise AssertionError

    async def annotate(self, ticket_id: str, key: str, note: str) -> None:
        """Not used here."""
        raise AssertionError


class Door:
    """A receiver with everything around it."""

    def __init__(self, depth_max: int = 10) -> None:
        clock = SteppedClock()
        self.sink = RecordingSink()
        self.healthy = True
        self.store = Store(":memory:", clock=clock, depth_max=depth_max, synchronous="OFF")
        self.receiver = Receiver(
            SignedHelpdesk(),
            self.store,
            lambda event: NewJob(f"{event.kind}:{event.ticket_id}", "triage", event.ticket_id),
            wake=Wake(),
            trail=Trail(self.sink, clock),
            healthy=lambda: self.healthy,
            status=lambda: {"queue": {"ready": self.store.queue().ready}},
            body_bytes_max=200,
        )

    def deliver(self, *, signature: str = "genuine", body: bytes | None = None, **event: str) -> Answer:
        """Deliver one webhook."""
        content = json.dumps({"kind": "created", **event}).encode() if body is None else body
        answer = self.call("POST", WEBHOOK_PATH, content, {"x-signature": signature})
        assert answer is not None
        return answer

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        chunk_bytes: int = 1_000_000,
        disconnect: bool = False,
    ) -> Answer | None:
        """Send any request."""
        return asyncio.run(
            request(
                self.receiver,
                method,
                path,
                body,
                headers,
                chunk_bytes=chunk_bytes,
                disconnect=disconnect,
            )
        )


def test_a_genuine_event_is_queued_before_it_is_answered() -> None:
    """200 means that the job is in the store."""
    door = Door()
    answer = door.deliver(id="e1", ticket="7")
    assert (answer.status, answer.content) == (200, {"status": "accepted", "key": "created:7"})
    assert door.store.queue().ready == 1
    assert door.store.totals() == {"accepted": 1}
    assert door.sink.kinds("created:7") == [AuditKind.ACCEPTED, AuditKind.ENQUEUED]


@pytest.mark.parametrize("event_id", ["e1", "e2"])
def test_a_second_delivery_is_thanked_for_and_makes_no_second_job(event_id: str) -> None:
    """Replayed events, and other events about the same thing, are 200 without effect."""
    door = Door()
    door.deliver(id="e1", ticket="7")
    answer = door.deliver(id=event_id, ticket="7")
    assert (answer.status, answer.content["status"]) == (200, "duplicate")
    assert door.store.queue().ready == 1
    assert door.store.totals() == {"accepted": 1, "duplicates": 1}


def test_an_unsigned_delivery_is_401_and_has_no_effect() -> None:
    """Nothing of it is stored, and the answer does not say what was wrong."""
    door = Door()
    answer = door.deliver(signature="forged", id="e1", ticket="7")
    assert (answer.status, answer.content) == (401, {"error": "the signature or its time is not accepted"})
    assert (door.store.queue().depth, door.store.totals(), door.store.rejections()) == (0, {}, [])
    assert [event.fields["status"] for event in door.sink.events] == [401]


def test_an_event_that_breaks_the_contract_is_422_and_parked_with_its_reason() -> None:
    """The field is named, in the answer, in the store and in the trail."""
    door = Door()
    body = json.dumps({"kind": "created", "id": "e1"}).encode()
    answer = door.deliver(body=body)
    assert answer.status == 422
    ((digest, reason),) = door.store.rejections()
    assert digest == hashlib.sha256(body).hexdigest()
    assert "detail.id" in reason
    assert "zendesk v2" in reason
    assert door.store.totals() == {"rejected": 1}
    assert door.sink.events[0].fields["reason"] == reason


def test_an_event_id_reused_for_another_ticket_is_422() -> None:
    """It is not taken for a duplicate: the second ticket would be lost."""
    door = Door()
    door.deliver(id="e1", ticket="7")
    assert door.deliver(id="e1", ticket="8").status == 422
    assert "EventReused" in door.store.rejections()[0][1]


def test_a_genuine_event_that_does_not_concern_triage_is_ignored() -> None:
    """200, and nothing is stored."""
    door = Door()
    answer = door.deliver(kind="user.created", id="e1")
    assert (answer.status, answer.content) == (200, {"status": "ignored"})
    assert door.store.queue().depth == 0


def test_a_full_queue_sheds_and_counts_and_asks_for_a_redelivery() -> None:
    """503 with Retry-After below Zendesk's 60 s; a duplicate is still recognised."""
    door = Door(depth_max=1)
    door.deliver(id="e1", ticket="7")
    answer = door.deliver(id="e2", ticket="8")
    assert answer.status == 503
    assert 0 < int(answer.headers["retry-after"]) < 60
    assert door.deliver(id="e1", ticket="7").status == 200
    assert door.store.totals()["shed"] == 1


def test_a_failing_store_is_503_so_that_the_vendor_delivers_again() -> None:
    """No 200 without a durable job."""
    door = Door()
    door.store.close()
    assert door.deliver(id="e1", ticket="7").status == 503
    assert door.sink.events[0].fields["alarm"] is False
    healthz = door.call("GET", "/healthz")
    assert healthz is not None
    assert healthz.status == 503


def test_a_defect_of_ours_is_503_and_sounds_the_alarm() -> None:
    """The event stays with the vendor until the defect is repaired."""
    door = Door()
    assert door.deliver(body=b"no json").status == 503
    assert door.sink.events[0].fields["alarm"] is True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", WEBHOOK_PATH, 405),
        ("POST", "/status", 405),
        ("GET", "/", 404),
        ("GET", "/webhooks/other", 404),
    ],
)
def test_other_methods_and_paths_are_refused_in_json(method: str, path: str, status: int) -> None:
    """405 names the methods that are allowed."""
    answer = Door().call(method, path)
    assert answer is not None
    assert answer.status == status
    assert "error" in answer.content
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize("headers", [{"content-length": "201"}, {}])
def test_a_body_over_the_cap_is_413_however_it_is_announced(headers: dict[str, str]) -> None:
    """The cap holds for the announced length and for what arrives."""
    answer = Door().call("POST", WEBHOOK_PATH, b"x" * 201, headers, chunk_bytes=50)
    assert answer is not None
    assert answer.status == 413


def test_a_body_in_pieces_is_put_together() -> None:
    """The signature is checked over the whole body."""
    body = json.dumps({"kind": "created", "id": "e1", "ticket": "7"}).encode()
    answer = Door().call("POST", WEBHOOK_PATH, body, {"x-signature": "genuine"}, chunk_bytes=7)
    assert answer is not None
    assert answer.status == 200


def test_a_client_that_goes_away_leaves_nothing_behind() -> None:
    """A body that never ends is neither queued nor answered."""
    door = Door()
    body = json.dumps({"kind": "created", "id": "e1", "ticket": "7"}).encode()
    assert door.call("POST", WEBHOOK_PATH, body, {"x-signature": "genuine"}, disconnect=True) is None
    assert door.store.queue().depth == 0


def test_health_and_status_are_told() -> None:
    """``/healthz`` follows the workers; ``/status`` shows what it is given."""
    door = Door()
    healthy, status = door.call("GET", "/healthz"), door.call("GET", "/status")
    door.healthy = False
    stopped = door.call("GET", "/healthz")
    assert healthy is not None
    assert status is not None
    assert stopped is not None
    assert (healthy.status, status.content, stopped.status) == (200, {"queue": {"ready": 0}}, 503)
