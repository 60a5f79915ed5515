"""Limits and quotas."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of


def test_usage_is_told_with_every_answer(tenant: Tenant) -> None:
    """Refusals included; there is no Retry-After."""
    first = tenant.call("GET", "recent")
    second = tenant.call("GET", "sobjects/Contact/xyz")
    assert [answer.header("Sforce-Limit-Info") for answer in (first, second)] == [
        "api-usage=1/100000",
        "api-usage=2/100000",
    ]


def test_limits_tell_what_is_left(tenant: Tenant) -> None:
    """Calls at once, batches under the name of the version."""
    tenant.get("recent")
    limits = tenant.get("limits/")
    assert limits["DailyApiRequests"] == {"Max": 100000, "Remaining": 99998}
    assert limits["DailyBulkApiBatches"] == {"Max": 15000, "Remaining": 15000}
    assert "DailyBulkApiRequests" in tenant.send("GET", "/services/data/v48.0/limits").json()


def test_the_daily_limit_refuses_with_403(tenant: Tenant) -> None:
    """The vendor's array, no 429; login and versions stay free; the window rolls."""
    tenant.system.scale_quota(0.00003)
    statuses = [tenant.call("GET", "recent").status for _ in range(4)]
    refused = tenant.call("GET", "limits")
    assert statuses == [200, 200, 200, 403]
    assert refused.json() == [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    assert (refused.header("Retry-After"), refused.header("Sforce-Limit-Info")) == (None, "api-usage=3/3")
    assert tenant.send("GET", "/services/data", token=None).status == 200
    tenant.advance(86400 + 900)
    tenant.token = tenant.log_in()
    assert tenant.call("GET", "recent").status == 200


@pytest.mark.parametrize("path", ["sobjects/Account", "composite/sobjects", "jobs/ingest"])
def test_nothing_is_written_beyond_the_limit(tenant: Tenant, path: str) -> None:
    """The call is refused before it is looked at."""
    tenant.system.scale_quota(0.00001)
    tenant.call("GET", "recent")
    response = tenant.call("POST", path, {"Name": "A"})
    assert error_of(response)[0] == "REQUEST_LIMIT_EXCEEDED"
    assert tenant.effects == []
