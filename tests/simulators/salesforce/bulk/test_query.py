"""Query jobs."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.world.http import Response

from ..tenant import Tenant, error_of


def create(tenant: Tenant, query: str, operation: str = "query", **options: Any) -> Response:
    """Create a query job."""
    return tenant.call("POST", "jobs/query", {"operation": operation, "query": query, **options})


def completed(tenant: Tenant, query: str, operation: str = "query", **options: Any) -> str:
    """Work a query job through and return its id."""
    response = create(tenant, query, operation, **options)
    assert response.status == 200, response.body
    tenant.advance(10)
    job_id: str = response.json()["id"]
    return job_id


def result(tenant: Tenant, job_id: str, query: str = "") -> tuple[str, str | None, str | None]:
    """Return rows, locator and count of a set of results."""
    response = tenant.call("GET", f"jobs/query/{job_id}/results{query}")
    assert response.status == 200, response.body
    return (
        response.body.decode(),
        response.header("Sforce-Locator"),
        response.header("Sforce-NumberOfRecords"),
    )


def test_states_follow_the_clock(tenant: Tenant) -> None:
    """From UploadComplete to JobComplete; results come at the end."""
    created = create(tenant, "SELECT Id FROM User").json()
    job = created["id"]
    assert (created["state"], created["object"], created["jobType"]) == ("UploadComplete", "User", "V2Query")
    assert "query" not in created
    tenant.advance(1)
    assert tenant.get(f"jobs/query/{job}")["state"] == "InProgress"
    assert error_of(tenant.call("GET", f"jobs/query/{job}/results"))[0] == "INVALIDJOBSTATE"
    tenant.advance(2)
    done = tenant.get(f"jobs/query/{job}")
    assert (done["state"], done["numberRecordsProcessed"]) == ("JobComplete", 1)


def test_rows_are_quoted_csv(tenant: Tenant) -> None:
    """Parents have dotted columns, datetimes end in Z, nulls are empty."""
    account = tenant.create("Account", Name='Acme, "Ltd"')
    tenant.create("Contact", LastName="A", AccountId=account)
    tenant.create("Contact", LastName="B")
    job = completed(tenant, "SELECT LastName, Account.Name, CreatedDate, Title FROM Contact ORDER BY LastName")
    assert result(tenant, job) == (
        (
            '"LastName","Account.Name","CreatedDate","Title"\n"A","Acme, ""Ltd""","2026-01-05T09:00:00.000Z",""\n'
            '"B","","2026-01-05T09:00:00.000Z",""\n'
        ),
        "null",
        "2",
    )


def test_results_come_in_sets() -> None:
    """The locator leads on, the text null ends it; headers are always there."""
    tenant = Tenant({"contacts": 5})
    job = completed(tenant, "SELECT Email FROM Contact", columnDelimiter="PIPE")
    sets, locator = [], ""
    while locator != "null":
        rows, following, count = result(tenant, job, f"?maxRecords=2&locator={locator}")
        sets.append((len(rows.splitlines()) - 1, count))
        locator = following or ""
    assert sets == [(2, "2"), (2, "2"), (1, "1")]
    assert result(tenant, completed(tenant, "SELECT Id FROM Lead")) == ('"Id"\n', "null", "0")


def test_deleted_rows_are_found_by_query_all(tenant: Tenant) -> None:
    """As by the resource of that name."""
    tenant.delete("Lead", tenant.create("Lead", LastName="L", Company="C"))
    assert result(tenant, completed(tenant, "SELECT LastName FROM Lead", "queryAll"))[2] == "1"
    assert result(tenant, completed(tenant, "SELECT LastName FROM Lead"))[2] == "0"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT(Id) FROM Contact",
        "SELECT COUNT() FROM Contact",
        "SELECT Title FROM Contact GROUP BY Title",
        "SELECT Id FROM Contact LIMIT 1 OFFSET 1",
        "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
        "SELECT MailingAddress FROM Contact",
    ],
)
def test_some_queries_are_none_for_jobs(tenant: Tenant, query: str) -> None:
    """API_ERROR."""
    assert error_of(create(tenant, query))[0] == "API_ERROR"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"operation": "query", "query": "SELECT Foo FROM Contact"}, "INVALID_FIELD"),
        ({"operation": "insert", "query": "SELECT Id FROM Contact"}, "INVALIDJOB"),
        ({"operation": "query"}, "JSON_PARSER_ERROR"),
    ],
)
def test_faulty_jobs_are_refused(tenant: Tenant, body: dict[str, str], code: str) -> None:
    """At once."""
    assert error_of(tenant.call("POST", "jobs/query", body))[0] == code


def test_results_belong_to_a_version(tenant: Tenant) -> None:
    """Another one answers 409."""
    job = completed(tenant, "SELECT Id FROM User")
    assert tenant.send("GET", f"/services/data/v67.0/jobs/query/{job}/results").status == 409


@pytest.mark.parametrize("query", ["?locator=nonsense!", "?locator=%C3%BC", "?maxRecords=0", "?maxRecords=x"])
def test_faulty_parameters_are_refused(tenant: Tenant, query: str) -> None:
    """400."""
    job = completed(tenant, "SELECT Id FROM User")
    assert tenant.call("GET", f"jobs/query/{job}/results{query}").status == 400


def test_a_job_is_aborted_deleted_and_listed(tenant: Tenant) -> None:
    """As the table of states says."""
    job = create(tenant, "SELECT Id FROM User").json()["id"]
    assert [each["id"] for each in tenant.get("jobs/query")["records"]] == [job]
    aborted = tenant.call("PATCH", f"jobs/query/{job}", {"state": "Aborted"}).json()
    tenant.advance(10)
    assert aborted["state"] == tenant.get(f"jobs/query/{job}")["state"] == "Aborted"
    assert error_of(tenant.call("PATCH", f"jobs/query/{job}", {"state": "UploadComplete"}))[0] == "INVALIDJOBSTATE"
    assert tenant.call("DELETE", f"jobs/query/{job}").status == 204
    assert tenant.get("jobs/query")["records"] == []


def test_jobs_are_counted(tenant: Tenant) -> None:
    """10,000 a day."""
    create(tenant, "SELECT Id FROM User")
    assert tenant.get("limits")["DailyBulkV2QueryJobs"]["Remaining"] == 9999
