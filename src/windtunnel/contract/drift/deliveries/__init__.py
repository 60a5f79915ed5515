"""Webhooks: signature and payload."""

from ..description import DriftDescription
from .delivery_header_renamed import DeliveryHeaderRenamed
from .event_type_renamed import EventTypeRenamed
from .payload_batched import PayloadBatched
from .payload_thinned import PayloadThinned
from .payload_wrapped import PayloadWrapped
from .signature_scheme_changed import SignatureSchemeChanged

OPERATORS: tuple[type[DriftDescription], ...] = (
    SignatureSchemeChanged,
    DeliveryHeaderRenamed,
    PayloadThinned,
    PayloadWrapped,
    PayloadBatched,
    EventTypeRenamed,
)

__all__ = ["OPERATORS"]
