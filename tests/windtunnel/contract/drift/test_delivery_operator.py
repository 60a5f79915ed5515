"""Changing webhooks."""

from __future__ import annotations

from pathlib import Path
from random import Random

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import read_drift
from windtunnel.world.courier import Parcel

from .drifting import DOCUMENT, PROFILE, make

PARCEL = Parcel("https://receiver.test/", (("X-Signature", "s"),), b"{}", 5.0, "1")


def test_each_nth_webhook_changes() -> None:
    """Counted over payloads and parcels."""
    drift = make("sem-payload-batched", every=2)
    assert [drift.reshape({"id": 1}) for _ in range(3)] == [{"id": 1}, [{"id": 1}], {"id": 1}]
    assert drift.injected == 1
    drift = make("sem-signature-scheme-changed", every=2)
    assert [drift.redeliver(PARCEL) is PARCEL for _ in range(3)] == [True, False, True]


def test_a_system_without_webhooks_signs_nothing() -> None:
    """Its parcels stay."""
    profile = PROFILE.model_copy(update={"webhooks": None})
    description = read_drift({"on": "desk", "operator": "sem-signature-scheme-changed"}, place="x")
    drift = description.build(Contract("desk", DOCUMENT, profile, Path("desk.yaml")), Random(1), 0.0)
    assert drift.redeliver(PARCEL) is PARCEL
