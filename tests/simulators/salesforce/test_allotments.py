"""Daily allotments."""

from __future__ import annotations

from simulators.salesforce.allotments import remaining, spend

from .tenant import Tenant

NAME = "bulk_batches_per_day"


def test_what_is_spent_comes_back_after_a_day(tenant: Tenant) -> None:
    """A charge beyond the limit spends nothing."""
    org = tenant.org
    assert spend(org, NAME, 14_000)
    assert not spend(org, NAME, 1_001)
    assert remaining(org, NAME) == 1_000
    tenant.advance(86400 + 900)
    assert remaining(org, NAME) == 15_000


def test_usage_is_part_of_a_snapshot(tenant: Tenant) -> None:
    """It lies in the store."""
    snapshot = tenant.system.snapshot()
    spend(tenant.org, NAME, 5)
    tenant.system.restore(snapshot)
    assert remaining(tenant.org, NAME) == 15_000
