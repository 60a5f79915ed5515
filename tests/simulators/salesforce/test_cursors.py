"""Query cursors."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of

QUERY = "SELECT LastName FROM Contact ORDER BY LastName"


@pytest.fixture
def crowded() -> Tenant:
    """An org with 450 contacts."""
    return Tenant({"contacts": 450})


def test_the_rows_are_those_of_the_query(crowded: Tenant) -> None:
    """Later changes do not show in them."""
    first = crowded.query(QUERY, sforce_query_options="batchSize=200")
    rest = [row["Id"] for row in crowded.rows("SELECT Id FROM Contact ORDER BY LastName LIMIT 250 OFFSET 200")]
    for record_id in rest:
        crowded.update("Contact", record_id, LastName="Changed")
    path = first["nextRecordsUrl"].removeprefix("/services/data/v68.0/")
    second = crowded.get(path, sforce_query_options="batchSize=200")
    assert second["totalSize"] == 450
    assert all(row["LastName"] != "Changed" for row in second["records"])
    assert first["nextRecordsUrl"].startswith("/services/data/v68.0/query/01g")


def test_a_cursor_lives_two_days(crowded: Tenant) -> None:
    """Afterwards the locator leads nowhere."""
    path = crowded.query(QUERY, sforce_query_options="batchSize=200")["nextRecordsUrl"]
    crowded.advance(2 * 86400)
    crowded.token = crowded.log_in()
    response = crowded.send("GET", path)
    assert (response.status, error_of(response)) == (400, ("INVALID_QUERY_LOCATOR", "invalid query locator"))
    crowded.query(QUERY, sforce_query_options="batchSize=200")
    assert len(crowded.system.store["_cursors"]) == 1


@pytest.mark.parametrize("locator", ["01g5g00000K0000AAB-200", "nonsense", "01g5g00000K0000AAB-x", "-"])
def test_unknown_locators_are_refused(crowded: Tenant, locator: str) -> None:
    """Of either query resource."""
    for resource in ("query", "queryAll"):
        assert error_of(crowded.call("GET", f"{resource}/{locator}"))[0] == "INVALID_QUERY_LOCATOR"


def test_a_locator_beyond_the_rows_is_refused(crowded: Tenant) -> None:
    """And one of 15 characters will do."""
    path = crowded.query(QUERY, sforce_query_options="batchSize=200")["nextRecordsUrl"].rpartition("/")[2]
    cursor = path.partition("-")[0]
    assert len(crowded.get(f"queryAll/{cursor[:15]}-400")["records"]) == 50
    assert crowded.call("GET", f"query/{cursor}-450").status == 400
