"""How many requests may be under way at once."""

from __future__ import annotations

from .tenant import Tenant

LIMITS = "/services/rest/system/v1/governanceLimits"


def test_the_limit_is_the_one_that_is_enforced(tenant: Tenant) -> None:
    """Also when a run scales it."""
    assert tenant.json("GET", LIMITS).json()["accountConcurrencyLimit"] == 5
    tenant.system.scale_quota(3)
    told = tenant.json("GET", LIMITS).json()
    assert (told["accountConcurrencyLimit"], told["limitType"]) == (15, "accountSpecific")
