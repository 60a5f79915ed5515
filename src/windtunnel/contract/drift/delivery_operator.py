"""Operators that change outgoing webhooks: their payload, or how they are signed."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar

from windtunnel.world.courier import Parcel

from ..document import Contract
from ..profile import WebhookDelivery
from .description import DriftDescription, Part
from .operator import Drift


class DeliveryOperator(DriftDescription):
    """A change of webhooks. Operators override ``reshaped`` (before signing) or ``resent`` (after it)."""

    acts_on: ClassVar[Part] = "delivery"

    def reshaped(self, payload: Any) -> Any:
        """Return a payload after the change; the same object leaves it alone."""
        return payload

    def resent(self, parcel: Parcel, policy: WebhookDelivery) -> Parcel:
        """Return a signed webhook after the change; the same object leaves it alone."""
        return parcel

    def build(self, contract: Contract, random: Random, start: float) -> DeliveryDrift:
        """Return the change at work."""
        return DeliveryDrift(self, contract, random, start)


class DeliveryDrift(Drift):
    """Changes outgoing webhooks; whoever carries them asks only while the change is in force."""

    def __init__(self, operator: DeliveryOperator, contract: Contract, random: Random, start: float) -> None:
        super().__init__(operator, contract, random, start)
        self.operator = operator

    def changed_payload(self, payload: Any) -> Any:
        """Return the payload after the change."""
        return self.operator.reshaped(payload)

    def changed_parcel(self, parcel: Parcel) -> Parcel:
        """Return the signed webhook after the change; a system without webhooks signs nothing."""
        policy = self.contract.profile.webhooks
        return parcel if policy is None else self.operator.resent(parcel, policy)
