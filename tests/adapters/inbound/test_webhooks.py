"""The door for deliveries, whatever the vendor."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from adapters.audit import AuditKind
from adapters.errors import ContractError, Rejected
from adapters.inbound.asgi import Answer as Answered
from adapters.inbound.asgi import Request
from adapters.inbound.store import Store
from adapters.inbound.webhooks import RETRY_AFTER_SECONDS, WebhookDoor
from adapters.stores.errors import QueueFull, StoreUnavailable
from adapters.trail import Trail
from tests.adapters.inbound.fakes import Answer, RecordingSink, request
from tests.adapters.inbound.virtual_time import SteppedClock

CONTRACT = ContractError("missing", system="vendor", version="1", operation="event", field="id")


class Door(WebhookDoor):
    """A door whose deliveries meet the trouble that a test sets."""

    def __init__(self) -> None:
        clock = SteppedClock()
        self.sink = RecordingSink()
        self.kept = Store(":memory:", clock=clock, synchronous="OFF")
        self.trouble: Exception | None = None
        self.healthy = True
        super().__init__(
            "/deliveries",
            self.kept,
            trail=Trail(self.sink, clock),
            healthy=lambda: self.healthy,
            status=lambda: {"queue": "short"},
            body_bytes_max=100,
        )

    async def _delivery(self, request: Request) -> Answered:
        match self.trouble:
            case Rejected():
                return self._refuse(self.trouble)
            case ContractError():
                return self._park(request.body, self.trouble)
            case None:
                return Answered(200, {"status": "accepted"})
            case _:
                raise self.trouble

    def call(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Send one request."""
        answer = asyncio.run(request(self, method, path, body))
        assert answer is not None
        return answer


def test_what_is_not_genuine_is_401_and_noted() -> None:
    """With the reason in the trail, and not in the answer."""
    door = Door()
    door.trouble = Rejected("the signature does not fit")
    answer = door.call("POST", "/deliveries", b"{}")
    assert (answer.status, answer.content) == (401, {"error": "the signature or its time is not accepted"})
    assert [event.fields["reason"] for event in door.sink.events] == ["Rejected: the signature does not fit"]


def test_what_is_genuine_and_not_understood_is_422_and_kept_by_its_digest() -> None:
    """A person can find it; its content is nowhere."""
    door = Door()
    door.trouble = CONTRACT
    answer = door.call("POST", "/deliveries", b"what is this")
    assert answer.status == 422
    assert "event: id: missing" in answer.content["error"]
    (event,) = door.sink.events
    assert event.fields["digest"] == hashlib.sha256(b"what is this").hexdigest()


@pytest.mark.parametrize(
    ("trouble", "alarm"),
    [(QueueFull("full"), False), (StoreUnavailable("locked"), False), (KeyError("id"), True)],
)
def test_whatever_stands_in_the_way_has_the_vendor_deliver_again(trouble: Exception, alarm: bool) -> None:
    """503 with a time to come back; only a defect of ours sounds the alarm."""
    door = Door()
    door.trouble = trouble
    answer = door.call("POST", "/deliveries", b"{}")
    assert (answer.status, answer.headers["retry-after"]) == (503, str(RETRY_AFTER_SECONDS))
    (event,) = door.sink.events
    assert (event.kind, event.fields["alarm"]) == (AuditKind.REJECTED, alarm)
    assert door.kept.totals() == {"shed": 1}


def test_health_and_status_are_told() -> None:
    """A store that cannot be read, and a service that stopped, are not healthy."""
    door = Door()
    assert (door.call("POST", "/deliveries").status, door.call("GET", "/healthz").status) == (200, 200)
    assert door.call("GET", "/status").content == {"queue": "short"}
    door.healthy = False
    assert door.call("GET", "/healthz").status == 503
    door.healthy = True
    door.kept.close()
    assert door.call("GET", "/healthz").status == 503
