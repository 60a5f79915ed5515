"""Conditions on rows."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant

ROWS: list[dict[str, Any]] = [
    {
        "Name": "Alpha",
        "Industry": "Banking",
        "AnnualRevenue": 10,
        "External_Id__c": "1",
        "SLAExpirationDate__c": "2026-01-04",
    },
    {
        "Name": "beta",
        "Industry": "Retail",
        "AnnualRevenue": 20,
        "External_Id__c": "2",
        "SLAExpirationDate__c": "2026-01-05",
    },
    {
        "Name": "Gam_ma",
        "Industry": None,
        "AnnualRevenue": None,
        "External_Id__c": "3",
        "SLAExpirationDate__c": None,
    },
]


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with three accounts and two invoices."""
    tenant = Tenant()
    ids = [tenant.create("Account", **values) for values in ROWS]
    tenant.create("Invoice__c", Account__c=ids[0], Channels__c="Email;Post", Paid__c=True)
    tenant.create("Invoice__c", Account__c=ids[1], Channels__c="EDI")
    tenant.create("Invoice__c", Account__c=ids[1])
    tenant.create("Contact", LastName="C", AccountId=ids[0])
    tenant.create("Contact", LastName="D")
    return tenant


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("Name = 'ALPHA'", "1"),
        ("Name != 'alpha'", "23"),
        ("Name <> 'alpha'", "23"),
        ("Name > 'ALPHA'", "23"),
        ("Name <= 'beta'", "12"),
        ("Name LIKE '%A'", "123"),
        ("Name LIKE 'b_ta'", "2"),
        (r"Name LIKE '%\_%'", "3"),
        ("Industry = null", "3"),
        ("Industry = ''", "3"),
        ("Industry != null", "12"),
        ("Industry != 'Banking'", "23"),
        ("Industry > null", ""),
        ("Industry LIKE '%'", "12"),
        ("(NOT Industry LIKE 'b%')", "23"),
        ("Industry IN ('banking', 'Retail')", "12"),
        ("Industry IN ('banking', null)", "13"),
        ("Industry NOT IN ('Banking')", "23"),
        ("Industry NOT IN ('Banking', null)", "2"),
        ("AnnualRevenue = 10", "1"),
        ("AnnualRevenue >= 1e1", "12"),
        ("AnnualRevenue < 20", "1"),
        ("AnnualRevenue IN (10, 20.0)", "12"),
        ("AnnualRevenue = null", "3"),
        ("(AnnualRevenue > 5 AND Name LIKE 'a%') OR Industry = null", "13"),
        ("SLAExpirationDate__c = TODAY", "2"),
        ("SLAExpirationDate__c = YESTERDAY", "1"),
        ("SLAExpirationDate__c < TODAY", "1"),
        ("SLAExpirationDate__c >= YESTERDAY", "12"),
        ("SLAExpirationDate__c != TODAY", "13"),
        ("SLAExpirationDate__c IN (TODAY, 2026-01-04)", "12"),
        ("SLAExpirationDate__c NOT IN (TODAY)", "13"),
        ("SLAExpirationDate__c > 2026-01-04", "2"),
        ("CreatedDate = TODAY", "123"),
        ("CreatedDate > LAST_N_DAYS:1", ""),
        ("CreatedDate = LAST_N_DAYS:1", "123"),
        ("CreatedDate < 2026-01-05T09:00:01Z", "123"),
        ("CreatedDate = 2026-01-05T10:00:00+01:00", "123"),
        ("CreatedDate IN (TOMORROW, YESTERDAY)", ""),
        ("CALENDAR_YEAR(SLAExpirationDate__c) = 2026", "12"),
        ("DAY_ONLY(CreatedDate) = 2026-01-05", "123"),
        ("Owner.Username = 'INTEGRATION@windtunnel.example'", "123"),
        ("Parent.Name = null", "123"),
        ("IsDeleted = false", "123"),
        ("Id IN (SELECT Account__c FROM Invoice__c)", "12"),
        ("Id IN (SELECT Account__c FROM Invoice__c WHERE Paid__c = true)", "1"),
        ("Id NOT IN (SELECT AccountId FROM Contact)", "23"),
        ("Id IN (SELECT Account__c FROM Invoice__c WHERE Channels__c INCLUDES ('EDI'))", "2"),
    ],
)
def test_conditions_keep_the_right_rows(tenant: Tenant, condition: str, found: str) -> None:
    """Texts without case, nulls equal nulls alone, date literals on the world's clock."""
    rows = tenant.rows(f"SELECT External_Id__c FROM Account WHERE {condition}")
    assert "".join(row["External_Id__c"] for row in rows) == found


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("INCLUDES ('Email')", 1),
        ("INCLUDES ('Email;Post')", 1),
        ("INCLUDES ('Email;EDI', 'EDI')", 1),
        ("EXCLUDES ('EDI')", 2),
        ("= 'post;email'", 1),
        ("!= 'EDI'", 2),
        ("= null", 1),
    ],
)
def test_multipicklists_are_sets(tenant: Tenant, condition: str, count: int) -> None:
    """A semicolon means all of them, a comma one of them."""
    assert tenant.query(f"SELECT COUNT() FROM Invoice__c WHERE Channels__c {condition}")["totalSize"] == count


@pytest.mark.parametrize(
    "condition",
    [
        "Name IN (SELECT AccountId FROM Contact)",
        "Id IN (SELECT Name FROM Contact)",
        "Id IN (SELECT Id, Name FROM Contact)",
        "Id IN (SELECT COUNT() FROM Contact)",
    ],
)
def test_joins_are_made_of_ids(tenant: Tenant, condition: str) -> None:
    """One id field on either side."""
    assert tenant.refused(f"SELECT Id FROM Account WHERE {condition}")[0] == "MALFORMED_QUERY"
