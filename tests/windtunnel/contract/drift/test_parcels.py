"""Drift on the way of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import orjson

from windtunnel.contract.drift import DriftingCourier, drifted
from windtunnel.world.courier import DeliveryOutcome, Parcel

from .drifting import make


def parcel(body: bytes = b"{}") -> Parcel:
    """Return a signed webhook."""
    return Parcel("https://receiver.test/", (("X-Signature", "00ff"),), body, 5.0, "1")


class Carrier:
    """Keeps what it was to carry."""

    def __init__(self) -> None:
        self.carried: list[Parcel] = []

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Keep it, and say that it was delivered."""
        self.carried.append(parcel)
        done(DeliveryOutcome(200))


def test_a_changed_signature_marks_the_webhook() -> None:
    """While the change is in force."""
    drift = make("sem-signature-scheme-changed", to="versioned", **{"for": "10s"})
    sent, mark = drifted(parcel(), [drift], 0.0)
    assert (sent.headers, mark) == ((("X-Signature", "v2=00ff"),), "sem-signature-scheme-changed")
    sent = parcel()
    assert drifted(sent, [drift], 10.0) == (sent, None)
    assert drift.injected == 1


def test_a_reshaped_payload_marks_every_attempt_to_deliver_it() -> None:
    """As JSON and in a form, also after the change was taken back; other webhooks are not marked."""
    drift = make("sem-payload-wrapped", **{"for": "10s"})
    body = orjson.dumps(drift.reshape({"id": 1}))
    assert drifted(parcel(body), [drift], 0.0)[1] == "sem-payload-wrapped"
    assert drifted(parcel(urlencode({"payload": body}).encode()), [drift], 20.0)[1] == "sem-payload-wrapped"
    assert drifted(parcel(b'{"id":1}'), [drift], 0.0)[1] is None
    assert drift.injected == 1


def test_the_first_of_several_changes_gives_the_mark() -> None:
    """All of them act."""
    first, second = make("sem-delivery-header-renamed"), make("sem-signature-scheme-changed", to="versioned")
    sent, mark = drifted(parcel(), [second, first], 0.0)
    assert (sent.headers, mark) == ((("Webhook-Signature", "v2=00ff"),), "sem-signature-scheme-changed")


def test_a_courier_hands_on_what_became_of_a_webhook() -> None:
    """With the changes that are installed at the time."""
    carrier, installed = Carrier(), [make("sem-signature-scheme-changed", to="versioned")]
    outcomes: list[DeliveryOutcome] = []
    courier = DriftingCourier(carrier, lambda: installed, lambda: 0.0)
    courier.send(parcel(), outcomes.append)
    installed.clear()
    courier.send(parcel(), outcomes.append)
    assert [each.headers[0][1] for each in carrier.carried] == ["v2=00ff", "00ff"]
    assert [outcome.delivered for outcome in outcomes] == [True, True]
