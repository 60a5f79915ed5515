"""Paths as the routes know them."""

from __future__ import annotations

import pytest

from simulators.netsuite.paths import canonical_path

BASE = "/services/rest/record/v1"


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        (f"{BASE}/PURCHASEORDER/5", f"{BASE}/purchaseOrder/5"),
        (f"{BASE}/purchaseorder/5/!transform/vendorbill", f"{BASE}/purchaseOrder/5/!transform/vendorBill"),
        (f"{BASE}/vendor/eid:VENDOR", f"{BASE}/vendor/eid:VENDOR"),
        (f"{BASE}/customrecord_X", f"{BASE}/customrecord_X"),
        (f"{BASE}/", f"{BASE}/"),
        ("/services/rest/query/v1/SUITEQL", "/services/rest/query/v1/SUITEQL"),
    ],
)
def test_record_types_are_found_in_any_case(sent: str, known: str) -> None:
    """Ids keep theirs."""
    assert canonical_path(sent) == known
