"""sem-signature-scheme-changed: webhooks are signed in another way."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.courier import Parcel

from ...profile import WebhookDelivery
from ..delivery_operator import DeliveryOperator
from ..description import DriftClass

Scheme = Literal["other-algorithm", "other-encoding", "versioned"]


class SignatureSchemeChanged(DeliveryOperator):
    """The signature header has another content.

    Args:
        to: ``other-algorithm`` stands for a digest that the old scheme does not give (made from the old signature:
            nobody who only knows the old scheme could verify the real one either); ``other-encoding`` is the same
            digest, in base64 for hexadecimal and the other way round; ``versioned`` is the same text behind ``v2=``.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "every such webhook is refused and an alarm is raised; none is taken unverified"
    operator: Literal["sem-signature-scheme-changed"]
    to: Scheme = "other-algorithm"

    def resent(self, parcel: Parcel, policy: WebhookDelivery) -> Parcel:
        """Return the webhook with its new signature."""
        name, write = policy.signature_header.lower(), SCHEMES[self.to]
        headers = tuple((key, write(value) if key.lower() == name else value) for key, value in parcel.headers)
        return parcel if headers == parcel.headers else replace(parcel, headers=headers)


def _other_algorithm(signature: str) -> str:
    label, equals, _ = signature.partition("=") if "=" in signature.rstrip("=") else ("", "", "")
    return label + equals + hashlib.sha512(signature.encode()).hexdigest()


def _other_encoding(signature: str) -> str:
    label, equals, digest = signature.partition("=") if "=" in signature.rstrip("=") else ("", "", signature)
    try:
        return label + equals + base64.b64encode(bytes.fromhex(digest)).decode()
    except ValueError:
        pass
    try:
        return label + equals + base64.b64decode(digest, validate=True).hex()
    except binascii.Error:
        return signature


SCHEMES: Mapping[Scheme, Callable[[str], str]] = {
    "other-algorithm": _other_algorithm,
    "other-encoding": _other_encoding,
    "versioned": lambda signature: f"v2={signature}",
}
