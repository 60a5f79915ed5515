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


@pytest.mark.parametrize(
    ("form", "header", "value"),
    [
        ("seconds", "retry-after", "20"),
        ("http-date", "retry-after", "Thu, 01 Jan 1970 00:01:30 GMT"),
        ("milliseconds", "retry-after-ms", "20000"),
    ],
)
def test_the_wait_is_told_in_each_form_that_vendors_use(form: str, header: str, value: str) -> None:
    """And in no other at the same time."""
    fault = make({"kind": "status", "status": 429, "retry_after": "20s", "form": form})
    response = send(fault, Vendor(), at=70.0).response
    assert response is not None
    told = {name.lower(): said for name, said in response.headers if name.lower().startswith("retry-after")}
    assert told == {header: value}
