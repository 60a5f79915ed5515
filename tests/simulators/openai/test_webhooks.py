"""Webhooks out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import pairwise

from tests.simulators.openai.desk import Desk, validator
from tests.simulators.openai.test_batches import chat_line, started
from windtunnel.world.courier import DeliveryOutcome, Parcel

URL = "https://subject.example/hooks"


class Postbox:
    """Takes parcels and answers with the given statuses, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.parcels: list[Parcel] = []

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Take a parcel."""
        self.parcels.append(parcel)
        done(DeliveryOutcome(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]))


def connected(desk: Desk, *statuses: int) -> Postbox:
    """Deliver webhooks into a postbox."""
    box = Postbox(*(statuses or (200,)))
    desk.system.courier = box
    told = desk.system.connect(URL)
    assert told == {"signing_secret": desk.system.credentials["webhook_secret"]}
    return box


def is_signed(desk: Desk, parcel: Parcel) -> bool:
    """Tell whether a parcel is signed by Standard Webhooks."""
    headers = dict(parcel.headers)
    key = base64.b64decode(desk.system.credentials["webhook_secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + parcel.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{expected}"


def test_a_background_response_is_announced(desk: Desk) -> None:
    """The event names the response, which has to be fetched."""
    box = connected(desk)
    identifier = desk.ended()["id"]
    (parcel,) = box.parcels
    event = json.loads(parcel.body)
    validator("#/components/schemas/WebhookEvent").validate(event)
    assert (event["type"], event["data"]) == ("response.completed", {"id": identifier})
    assert dict(parcel.headers)["user-agent"].startswith("OpenAI/1.0")
    assert is_signed(desk, parcel)


def test_every_end_has_an_event_of_its_own(desk: Desk) -> None:
    """Incomplete and cancelled responses; completed, failed and cancelled batches."""
    box = connected(desk)
    desk.ended(max_output_tokens=16, model="gpt-5-mini")
    desk.post(f"/responses/{desk.respond('x', background=True).json()['id']}/cancel")
    started(desk, chat_line("a"))
    started(desk, chat_line("a"), chat_line("a"))
    desk.post(f"/batches/{started(desk, chat_line('a'))}/cancel")
    desk.clock.advance(3600)
    assert sorted(json.loads(parcel.body)["type"] for parcel in box.parcels) == [
        "batch.cancelled",
        "batch.completed",
        "batch.failed",
        "response.cancelled",
        "response.incomplete",
    ]


def test_foreground_responses_are_not_announced(desk: Desk) -> None:
    """Their caller has the answer."""
    box = connected(desk)
    desk.respond()
    desk.clock.advance(60)
    assert box.parcels == []


def test_a_failed_delivery_is_repeated_with_a_new_signature(desk: Desk) -> None:
    """Same identifier, new timestamp, after the pauses of the profile."""
    box = connected(desk, 500, 302, 200)
    desk.ended()
    identifiers = {dict(parcel.headers)["webhook-id"] for parcel in box.parcels}
    moments = [int(dict(parcel.headers)["webhook-timestamp"]) for parcel in box.parcels]
    assert len(identifiers) == 1
    assert [later - earlier for earlier, later in pairwise(moments)] == [5, 300]
    assert all(is_signed(desk, parcel) for parcel in box.parcels)


def test_drift_reshapes_the_event_before_it_is_signed(desk: Desk) -> None:
    """The signature covers what is sent."""
    box = connected(desk)
    desk.system.reshape = lambda payload: {**payload, "created": payload.pop("created_at")}
    desk.ended()
    assert "created" in json.loads(box.parcels[0].body)
    assert is_signed(desk, box.parcels[0])
