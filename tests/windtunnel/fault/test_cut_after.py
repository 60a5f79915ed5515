"""cut-after."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_exactly_so_many_bytes_arrive() -> None:
    """And a body that is not longer arrives whole."""
    assert send(make({"kind": "cut-after", "bytes": 5}), Vendor()).cut_after_bytes == 5
    fault = make({"kind": "cut-after", "bytes": 5000})
    assert send(fault, Vendor()).cut_after_bytes is None
    assert fault.injected == 0
