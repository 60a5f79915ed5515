"""The query resources."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of


@pytest.mark.parametrize(
    ("wish", "sizes"),
    [
        ("batchSize=200", 200),
        ("batchSize=1", 200),
        ("BATCHSIZE = 300", 300),
        ("", 2000),
        ("batchSize=9999", 2000),
    ],
)
def test_the_page_size_is_a_wish(wish: str, sizes: int) -> None:
    """Between 200 and 2,000."""
    tenant = Tenant({"contacts": 2001})
    page = tenant.query("SELECT Id FROM Contact", sforce_query_options=wish)
    assert (len(page["records"]), page["totalSize"], page["done"]) == (sizes, 2001, False)


def test_a_short_result_has_no_next_page(tenant: Tenant) -> None:
    """``done`` and no url."""
    assert tenant.query("SELECT Id FROM Contact") == {"totalSize": 0, "done": True, "records": []}


@pytest.mark.parametrize("query", ["query", "query?q=", "query?q=%20"])
def test_a_query_is_needed(tenant: Tenant, query: str) -> None:
    """Nothing is malformed."""
    assert error_of(tenant.call("GET", query))[0] == "MALFORMED_QUERY"


def test_for_view_marks_what_it_shows(tenant: Tenant) -> None:
    """Like reading the records one by one."""
    tenant.create("Account", Name="A")
    tenant.query("SELECT Id FROM Account FOR VIEW")
    assert [item["Name"] for item in tenant.get("recent")] == ["A"]


def test_groups_have_no_second_page() -> None:
    """More than 2,000 are refused."""
    tenant = Tenant({"contacts": 2001})
    query = "SELECT Email, COUNT(Id) FROM Contact GROUP BY Email"
    assert tenant.refused(query)[0] == "EXCEEDED_ID_LIMIT"
    assert tenant.query(f"{query} LIMIT 2000")["totalSize"] == 2000


def test_an_overlong_query_is_refused(tenant: Tenant) -> None:
    """The address of a GET is limited before the query is."""
    response = tenant.call("GET", f"query?q=SELECT+Id+FROM+Contact+WHERE+Name='{'x' * 17000}'")
    assert (response.status, error_of(response)[0]) == (414, "URI_TOO_LONG")
