"""Order, limit, offset."""

from __future__ import annotations

import pytest

from ..tenant import Tenant


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with five cases."""
    tenant = Tenant()
    for subject, priority in (("b", "Low"), ("A", "High"), ("c", None), ("B", "Medium"), (None, "High")):
        tenant.create("Case", Subject=subject, Priority=priority)
    return tenant


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["b", "A", "c", "B", None]),
        ("ORDER BY Subject", [None, "A", "b", "B", "c"]),
        ("ORDER BY Subject DESC", [None, "c", "b", "B", "A"]),
        ("ORDER BY Subject NULLS LAST", ["A", "b", "B", "c", None]),
        ("ORDER BY Subject DESC NULLS LAST", ["c", "b", "B", "A", None]),
        ("ORDER BY Subject NULLS FIRST LIMIT 2", [None, "A"]),
        ("ORDER BY Priority NULLS LAST, Subject DESC NULLS LAST", ["A", None, "B", "b", "c"]),
        ("ORDER BY CaseNumber DESC LIMIT 2 OFFSET 1", ["B", "c"]),
        ("LIMIT 2", ["b", "A"]),
        ("LIMIT 0", []),
        ("LIMIT 2 OFFSET 4", [None]),
        ("OFFSET 3", ["B", None]),
    ],
)
def test_rows_come_in_order(tenant: Tenant, order: str, expected: list[str | None]) -> None:
    """Nulls first, texts without case, picklists by their list, otherwise by id."""
    assert [row["Subject"] for row in tenant.rows(f"SELECT Subject FROM Case {order}")] == expected


def test_the_total_is_that_of_the_rows(tenant: Tenant) -> None:
    """After the limit."""
    assert tenant.query("SELECT Id FROM Case LIMIT 3")["totalSize"] == 3


def test_an_offset_has_a_limit(tenant: Tenant) -> None:
    """2,000."""
    assert tenant.refused("SELECT Id FROM Case LIMIT 1 OFFSET 2001")[0] == "NUMBER_OUTSIDE_VALID_RANGE"
    assert tenant.rows("SELECT Id FROM Case OFFSET 2000") == []


def test_own_rows_may_be_asked_for() -> None:
    """USING SCOPE mine."""
    tenant = Tenant()
    queue = tenant.rows("SELECT Id FROM Group")[0]["Id"]
    own = tenant.create("Case", Subject="mine")
    tenant.create("Case", Subject="queued", OwnerId=queue)
    assert tenant.rows("SELECT Id FROM Case USING SCOPE mine") == [{"Id": own}]
    assert len(tenant.rows("SELECT Id FROM Case USING SCOPE everything")) == 2
    assert tenant.refused("SELECT Id FROM Case USING SCOPE team")[0] == "MALFORMED_QUERY"


@pytest.mark.parametrize("field", ["Description", "Summary__c"])
def test_long_texts_are_not_sorted(tenant: Tenant, field: str) -> None:
    """Nor filtered, nor grouped."""
    assert tenant.refused(f"SELECT Id FROM Case ORDER BY {field}")[0] == "MALFORMED_QUERY"
