"""sem-delivery-header-renamed: the signature of webhooks stands in another header."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.courier import Parcel

from ...profile import WebhookDelivery
from ..delivery_operator import DeliveryOperator
from ..description import DriftClass


class DeliveryHeaderRenamed(DeliveryOperator):
    """A header of webhooks has another name.

    Args:
        header: the old name; without it, the header of the signature.
        to: the new name.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "every such webhook is refused and an alarm is raised; none is taken unverified"
    operator: Literal["sem-delivery-header-renamed"]
    header: str | None = None
    to: str = "Webhook-Signature"

    @property
    def place(self) -> str:
        """The header."""
        return self.header or ""

    def resent(self, parcel: Parcel, policy: WebhookDelivery) -> Parcel:
        """Return the webhook with the new name."""
        old = (self.header or policy.signature_header).lower()
        headers = tuple((self.to if key.lower() == old else key, value) for key, value in parcel.headers)
        return parcel if headers == parcel.headers else replace(parcel, headers=headers)
