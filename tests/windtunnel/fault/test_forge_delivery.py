"""forge-delivery."""

from __future__ import annotations

import pytest

from windtunnel.fault.forge_delivery import STALE_SECONDS

from .striking import deliver, make


@pytest.mark.parametrize("flaw", ["unsigned", "bad-signature", "tampered", "stale"])
def test_the_genuine_delivery_goes_unchanged_beside_the_forgery(flaw: str) -> None:
    """The first parcel is the vendor's own."""
    genuine, forged = deliver(make({"kind": "forge-delivery", "flaws": [flaw]}))
    assert genuine.genuine
    assert not forged.genuine
    assert forged.fault == f"forge-delivery:{flaw}"


def test_each_flaw_is_what_its_name_says() -> None:
    """Signature gone, signature wrong, body changed, or the same parcel too late."""
    forged = {flaw: deliver(make({"kind": "forge-delivery", "flaws": [flaw]}))[1] for flaw in
              ("unsigned", "bad-signature", "tampered", "stale")}  # fmt: skip
    assert not any("Signature" in name for name, _ in forged["unsigned"].parcel.headers)
    assert dict(forged["bad-signature"].parcel.headers)["X-Signature"] == "fedcba"
    assert forged["tampered"].parcel.body != b'{"id":7}'
    assert forged["stale"].parcel.body == b'{"id":7}'
    assert forged["stale"].delay_seconds == STALE_SECONDS
