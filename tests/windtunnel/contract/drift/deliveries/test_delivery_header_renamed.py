"""sem-delivery-header-renamed."""

from __future__ import annotations

from ..drifting import resent


def test_the_signature_stands_in_another_header() -> None:
    """Or another header has another name."""
    headers = (("X-Signature", "s"), ("X-Time", "1"))
    assert resent("sem-delivery-header-renamed", *headers) == (("Webhook-Signature", "s"), ("X-Time", "1"))
    assert resent("sem-delivery-header-renamed", *headers, header="x-time", to="T") == (
        ("X-Signature", "s"),
        ("T", "1"),
    )
