"""The resources of loads."""

from __future__ import annotations

import pytest

from ..tenant import Tenant, error_of
from .loads import close, load, new_load, results, upload


def test_a_new_load_tells_where_its_data_goes(tenant: Tenant) -> None:
    """Without a leading slash; the version is a number."""
    response = tenant.call("POST", "jobs/ingest", {"object": "contact", "operation": "insert"})
    job = response.json()
    assert response.status == 200
    assert job["contentUrl"] == f"services/data/v68.0/jobs/ingest/{job['id']}/batches"
    assert (job["object"], job["state"], job["apiVersion"], job["jobType"]) == (
        "Contact",
        "Open",
        68.0,
        "V2Ingest",
    )
    assert (job["lineEnding"], job["columnDelimiter"], job["concurrencyMode"]) == ("LF", "COMMA", "Parallel")


@pytest.mark.parametrize("name", [None, "Title", "Foo"])
def test_an_upsert_needs_an_external_id(tenant: Tenant, name: str | None) -> None:
    """That identifies records."""
    body = {"object": "Contact", "operation": "upsert", "externalIdFieldName": name}
    assert error_of(tenant.call("POST", "jobs/ingest", body))[0] == "INVALIDJOB"


def test_data_is_uploaded_once(tenant: Tenant) -> None:
    """The misspelling is the vendor's."""
    job = new_load(tenant)
    first, second = (upload(tenant, job, "LastName\nA\n") for _ in range(2))
    assert (first.status, first.body) == (201, b"")
    assert error_of(second)[1].startswith(f"Found multipe contents for job: <{job[:15]}>")
    close(tenant, job)
    assert error_of(upload(tenant, job, "LastName\nA\n"))[0] == "INVALIDJOBSTATE"


def test_other_media_are_refused(tenant: Tenant) -> None:
    """415."""
    job = new_load(tenant)
    assert tenant.call("PUT", f"jobs/ingest/{job}/batches", {"a": 1}).status == 415


def test_oversized_data_is_refused(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """150 MB."""
    job = new_load(tenant)
    monkeypatch.setattr(tenant.org, "limits", {**tenant.org.limits, "bulk_job_bytes": 10})
    assert upload(tenant, job, "LastName\nABCDEF\n").status == 413


@pytest.mark.parametrize(
    ("delimiter", "character"),
    [("TAB", "\t"), ("PIPE", "|"), ("CARET", "^"), ("SEMICOLON", ";"), ("BACKQUOTE", "`")],
)
def test_results_have_the_dialect_of_the_job(tenant: Tenant, delimiter: str, character: str) -> None:
    """Delimiter and line ending."""
    data = f"LastName{character}Title\r\nA{character}T\r\n"
    job = load(tenant, data, columnDelimiter=delimiter, lineEnding="CRLF")
    body = tenant.call("GET", f"jobs/ingest/{job['id']}/successfulResults").body.decode()
    assert (
        body.splitlines(keepends=True)[0]
        == f'"sf__Id"{character}"sf__Created"{character}"LastName"{character}"Title"\r\n'
    )


def test_an_open_load_has_no_results(tenant: Tenant) -> None:
    """Headers alone; an aborted one has unprocessed rows."""
    job = new_load(tenant)
    upload(tenant, job, "LastName\nA\n")
    assert results(tenant, job, "failedResults") == results(tenant, job, "unprocessedRecords") == []
    close(tenant, job, "Aborted")
    assert results(tenant, job, "unprocessedRecords") == [{"LastName": "A"}]
