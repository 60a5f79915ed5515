"""Limits of a composite request."""

from __future__ import annotations

import pytest

from ..tenant import Tenant, error_of

QUERY = "/services/data/v68.0/query?q=SELECT+Id+FROM+Account"


@pytest.mark.parametrize(
    ("url", "count", "status"),
    [
        ("/services/data/v68.0/sobjects", 25, 200),
        ("/services/data/v68.0/sobjects", 26, 400),
        (QUERY, 5, 200),
        (QUERY, 6, 400),
    ],
)
def test_parts_are_counted(tenant: Tenant, url: str, count: int, status: int) -> None:
    """25 in all, 5 of them queries or collections."""
    subrequests = [{"method": "GET", "url": url, "referenceId": f"r{number}"} for number in range(count)]
    response = tenant.call("POST", "composite", {"compositeRequest": subrequests})
    assert response.status == status
    assert status == 200 or error_of(response)[0] == "LIMIT_EXCEEDED"
