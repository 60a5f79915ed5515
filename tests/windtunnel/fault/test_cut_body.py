"""cut-body."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_the_body_breaks_off_before_its_end() -> None:
    """The cut lies inside the body, at different places."""
    fault, vendor = make({"kind": "cut-body"}), Vendor()
    cuts = [send(fault, vendor).cut_after_bytes for _ in range(50)]
    length = len(vendor.handle(None).whole_body())  # type: ignore[arg-type]  # the vendor does not look
    assert all(cut is not None and 0 <= cut < length for cut in cuts)
    assert len(set(cuts)) > 5
