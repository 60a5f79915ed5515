"""Working through a load."""

from __future__ import annotations

import pytest

from ..tenant import Tenant
from .loads import close, load, new_load, results, upload


def test_rows_stand_for_themselves(tenant: Tenant) -> None:
    """Good ones are created, bad ones tell why; the job is complete all the same."""
    job = load(tenant, "LastName,Birthdate,Account.External_Id__c\nA,,\n,,\nB,soon,\nC,,X\n")
    assert (job["state"], job["numberRecordsProcessed"], job["numberRecordsFailed"]) == ("JobComplete", 4, 3)
    good = results(tenant, job["id"], "successfulResults")
    assert [(row["sf__Created"], row["LastName"]) for row in good] == [("true", "A")]
    assert list(good[0]) == ["sf__Id", "sf__Created", "LastName", "Birthdate", "Account.External_Id__c"]
    assert [row["sf__Error"] for row in results(tenant, job["id"], "failedResults")] == [
        "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --",
        "INVALID_TYPE_ON_FIELD_IN_RECORD:Birthdate: value not of required type: soon:Birthdate --",
        "INVALID_FIELD:Foreign key external ID: x not found for field External_Id__c in entity Account: --",
    ]
    assert [effect.collection for effect in tenant.effects] == ["Contact"]


def test_states_follow_the_clock(tenant: Tenant) -> None:
    """UploadComplete, InProgress, JobComplete; ten thousand rows a batch."""
    job = new_load(tenant, "Lead")
    upload(tenant, job, "LastName,Company\n" + "".join(f"L{number},C\n" for number in range(10_001)))
    close(tenant, job)
    seen = []
    for _ in range(6):
        status = tenant.get(f"jobs/ingest/{job}")
        seen.append((status["state"], status["numberRecordsProcessed"]))
        tenant.advance(1)
    assert seen == [
        ("UploadComplete", 0),
        ("InProgress", 0),
        ("InProgress", 0),
        ("InProgress", 10_000),
        ("InProgress", 10_000),
        ("JobComplete", 10_001),
    ]


def test_rows_are_changed_deleted_and_upserted(tenant: Tenant) -> None:
    """Empty cells leave fields alone, #N/A empties them."""
    contact = tenant.create("Contact", LastName="A", Title="T", Department="D", External_Id__c="E-1")
    load(tenant, f"Id,Title,Department\n{contact},#N/A,\n", operation="update")
    record = tenant.read("Contact", contact)
    assert (record["Title"], record["Department"]) == (None, "D")
    job = load(
        tenant,
        "External_Id__c,LastName\ne-1,B\nE-2,C\n,D\n",
        operation="upsert",
        externalIdFieldName="external_id__c",
    )
    assert [row["sf__Created"] for row in results(tenant, job["id"], "successfulResults")] == [
        "false",
        "true",
    ]
    assert results(tenant, job["id"], "failedResults")[0]["sf__Error"].startswith(
        "MISSING_ARGUMENT:External_Id__c not specified"
    )
    assert tenant.read("Contact", contact)["LastName"] == "B"
    load(tenant, f"Id\n{contact}\n", operation="delete")
    assert tenant.rows(f"SELECT IsDeleted FROM Contact WHERE Id = '{contact}'", deleted=True) == [{"IsDeleted": True}]


def test_a_hard_delete_leaves_nothing(tenant: Tenant) -> None:
    """Not even in the recycle bin."""
    lead = tenant.create("Lead", LastName="L", Company="C")
    job = load(tenant, f"Id\n{lead}\n0035g00000K0000AAB\n", "Lead", "hardDelete")
    failed = results(tenant, job["id"], "failedResults")
    assert (failed[0]["sf__Id"], failed[0]["sf__Error"].partition(":")[0]) == (
        "0035g00000K0000AAB",
        "MALFORMED_ID",
    )
    assert tenant.rows("SELECT Id FROM Lead", deleted=True) == []


def test_an_upsert_by_id_changes_or_creates(tenant: Tenant) -> None:
    """Rows without an id are new."""
    contact = tenant.create("Contact", LastName="A")
    job = load(tenant, f"Id,LastName\n{contact},B\n,C\n", operation="upsert", externalIdFieldName="Id")
    assert [row["sf__Created"] for row in results(tenant, job["id"], "successfulResults")] == [
        "false",
        "true",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("LastName,Foo__c\nA,1\n", "InvalidBatch : Field name not found : Foo__c"),
        ("LastName\r\nA\r\n", "LineEnding is invalid on user data. Current LineEnding setting is LF"),
        ("", "InvalidBatch : The file is empty"),
    ],
)
def test_a_faulty_header_fails_the_job(tenant: Tenant, data: str, message: str) -> None:
    """All rows are left over."""
    job = load(tenant, data)
    assert (job["state"], job["errorMessage"]) == ("Failed", message)
    assert tenant.effects == []
    assert results(tenant, job["id"], "successfulResults") == []


def test_a_row_of_another_length_is_refused(tenant: Tenant) -> None:
    """It alone."""
    job = load(tenant, "LastName,Title\nA\nB,T\n")
    assert results(tenant, job["id"], "failedResults")[0]["sf__Error"].startswith("INVALID_INPUT:The number of columns")


def test_an_aborted_load_keeps_what_was_done(tenant: Tenant) -> None:
    """The rest is unprocessed."""
    job = new_load(tenant, "Lead")
    upload(tenant, job, "LastName,Company\n" + "L,C\n" * 10_002)
    close(tenant, job)
    tenant.advance(3)
    assert close(tenant, job, "Aborted").status == 200
    tenant.advance(60)
    assert tenant.get(f"jobs/ingest/{job}")["state"] == "Aborted"
    assert len(results(tenant, job, "successfulResults")) == 10_000
    assert len(results(tenant, job, "unprocessedrecords")) == 2


def test_a_load_goes_on_after_a_snapshot(tenant: Tenant) -> None:
    """What is under way lies on the agenda."""
    job = new_load(tenant)
    upload(tenant, job, "LastName\nA\n")
    close(tenant, job)
    snapshot = tenant.system.snapshot()
    tenant.advance(60)
    tenant.system.restore(snapshot)
    assert tenant.get(f"jobs/ingest/{job}")["state"] == "UploadComplete"
    tenant.advance(60)
    assert tenant.get(f"jobs/ingest/{job}")["state"] == "JobComplete"
