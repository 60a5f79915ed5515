"""status."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .striking import Vendor, make, send


def test_the_vendor_refuses_in_its_own_words() -> None:
    """Status, body and Retry-After are the vendor's, and the request has no effect."""
    vendor = Vendor()
    outcome = send(make({"kind": "status", "status": 503, "retry_after": "20s"}, vendor), vendor)
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.body) == (503, b"vendor says no")
    assert outcome.response.header("retry-after") == "20"
    assert vendor.handled == 0


def test_a_status_that_is_no_error_is_refused() -> None:
    """200 is not a fault."""
    with pytest.raises(UsageError, match="status"):
        make({"kind": "status", "status": 200})
