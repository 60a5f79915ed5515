"""Changes and deletions of a time span."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of

SPAN = "start=2026-01-05T08:00:00%2B00:00&end=2026-01-05T10:00:30Z"


def test_changed_and_deleted_records_are_told_apart(tenant: Tenant) -> None:
    """Trailing slashes do no harm; seconds are cut off; the end lies not beyond now."""
    kept, gone = tenant.create("Account", Name="A"), tenant.create("Account", Name="B")
    tenant.advance(60)
    tenant.delete("Account", gone)
    assert tenant.get(f"sobjects/Account/updated/?{SPAN}") == {
        "ids": [kept],
        "latestDateCovered": "2026-01-05T09:01:00.000+0000",
    }
    assert tenant.get(f"sobjects/Account/deleted/?{SPAN}") == {
        "deletedRecords": [{"id": gone, "deletedDate": "2026-01-05T09:01:00.000+0000"}],
        "earliestDateAvailable": "2025-12-21T09:01:00.000+0000",
        "latestDateCovered": "2026-01-05T09:01:00.000+0000",
    }


@pytest.mark.parametrize(
    ("resource", "query", "code"),
    [
        ("updated", "start=2025-11-01T00:00:00Z&end=2026-01-05T00:00:00Z", "INVALID_REPLICATION_DATE"),
        ("deleted", "start=2025-12-10T00:00:00Z&end=2026-01-05T00:00:00Z", "INVALID_REPLICATION_DATE"),
        ("updated", "start=2026-01-05T00:00:00Z&end=2026-01-05T00:00:59Z", "INVALID_REPLICATION_DATE"),
        ("updated", "start=yesterday&end=2026-01-05T00:00:00Z", "MALFORMED_DATE"),
        ("updated", "end=2026-01-05T00:00:00Z", "MISSING_ARGUMENT"),
    ],
)
def test_spans_are_checked(tenant: Tenant, resource: str, query: str, code: str) -> None:
    """30 days back for changes, 15 for deletions, at least a minute long."""
    assert error_of(tenant.call("GET", f"sobjects/Account/{resource}?{query}"))[0] == code


def test_a_blank_in_the_offset_was_a_plus(tenant: Tenant) -> None:
    """Callers forget to encode it."""
    assert (
        tenant.get("sobjects/Account/updated?start=2026-01-05T08:00:00+00:00&end=2026-01-05T10:00:00+00:00")["ids"]
        == []
    )
