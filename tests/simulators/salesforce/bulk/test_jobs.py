"""Bulk jobs."""

from __future__ import annotations

import pytest

from ..tenant import Tenant, error_of
from .loads import close, load, new_load, upload

NO_SUCH_JOB = "The requested resource does not exist. Check the job id, api version, and URI."


@pytest.mark.parametrize("job_id", ["7505g00000Zzzzz", "nonsense"])
def test_unknown_jobs_are_not_found(tenant: Tenant, job_id: str) -> None:
    """Nor is a load among the queries."""
    own = new_load(tenant)
    for path in (f"jobs/ingest/{job_id}", f"jobs/query/{own}"):
        response = tenant.call("GET", path)
        assert (response.status, error_of(response)) == (404, ("NOT_FOUND", NO_SUCH_JOB))


def test_jobs_are_found_by_short_ids(tenant: Tenant) -> None:
    """Of 15 characters."""
    job = new_load(tenant)
    assert tenant.get(f"jobs/ingest/{job[:15]}")["id"] == job


def test_states_change_as_the_table_says(tenant: Tenant) -> None:
    """Everything else is INVALIDJOBSTATE."""
    job = new_load(tenant)
    assert error_of(close(tenant, job, "JobComplete"))[0] == "INVALIDJOBSTATE"
    assert error_of(tenant.call("DELETE", f"jobs/ingest/{job}"))[0] == "INVALIDJOBSTATE"
    assert close(tenant, job, "Aborted").json()["state"] == "Aborted"
    assert error_of(close(tenant, job))[0] == "INVALIDJOBSTATE"
    assert tenant.call("DELETE", f"jobs/ingest/{job}").status == 204
    assert tenant.call("GET", f"jobs/ingest/{job}").status == 404


def test_results_stay_for_seven_days(tenant: Tenant) -> None:
    """Then the job is gone."""
    job = load(tenant, "LastName\nL\n")["id"]
    tenant.advance(7 * 86400)
    tenant.token = tenant.log_in()
    assert tenant.call("GET", f"jobs/ingest/{job}").status == 404
    assert tenant.get("jobs/ingest")["records"] == []


def test_jobs_are_listed(tenant: Tenant) -> None:
    """The latest first, a thousand a page."""
    ids = [new_load(tenant) for _ in range(1001)]
    first = tenant.get("jobs/ingest?jobType=V2Ingest")
    assert (first["done"], len(first["records"]), first["records"][0]["id"]) == (False, 1000, ids[-1])
    path = first["nextRecordsUrl"].removeprefix("/services/data/v68.0/")
    last = tenant.get(path)
    assert (last["done"], last["nextRecordsUrl"], [job["id"] for job in last["records"]]) == (
        True,
        None,
        [ids[0]],
    )
    assert tenant.get("jobs/ingest?jobType=Classic")["records"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"columnDelimiter": "DOT"},
        {"lineEnding": "CR"},
        {"contentType": "XML"},
        {"operation": "merge"},
        {"object": "Foo"},
    ],
)
def test_faulty_jobs_are_refused(tenant: Tenant, changes: dict[str, str]) -> None:
    """INVALIDJOB."""
    response = tenant.call("POST", "jobs/ingest", {"object": "Contact", "operation": "insert", **changes})
    assert (response.status, error_of(response)[0]) == (400, "INVALIDJOB")


def test_batches_are_counted(tenant: Tenant) -> None:
    """15,000 a day; beyond that nothing is closed."""
    load(tenant, "LastName\nL\n")
    assert tenant.get("limits")["DailyBulkApiBatches"]["Remaining"] == 14999
    tenant.system.store["_allotments"].put(
        "bulk_batches_per_day", {"usage": ((int(tenant.clock.now() // 900), 15000.0),)}
    )
    job = new_load(tenant)
    upload(tenant, job, "LastName\nL\n")
    assert error_of(close(tenant, job))[0] == "LIMIT_EXCEEDED"
