"""Loads: create, upload, close, and read what became of the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from ..answers import answer, empty
from ..bodies import json_object, require
from ..errors import bare_refusal
from ..external_ids import identifier
from ..org import Org, org_of
from ..schema import ObjectType
from .dialect import Unreadable
from .jobs import (
    JOBS,
    RESULTS,
    UPLOADS,
    asked_state,
    change,
    delete_job,
    dialect_names,
    dialect_of,
    job_of,
    job_page,
    new_job,
    spend_batches,
)
from .loading import START

operations = Operations()
KIND = "V2Ingest"
OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete")
COUNTS = {
    "numberRecordsProcessed": 0,
    "numberRecordsFailed": 0,
    "retries": 0,
    "totalProcessingTime": 0,
    "apiActiveProcessingTime": 0,
    "apexProcessingTime": 0,
}
RESULT_SETS = {
    "GetSuccessfulResults": "successful",
    "GetFailedResults": "failed",
    "GetUnprocessedRecords": "unprocessed",
}
ADDED_COLUMNS = {
    "successful": ("sf__Id", "sf__Created"),
    "failed": ("sf__Id", "sf__Error"),
    "unprocessed": (),
}


@operations.bind("CreateIngestJob")
def create_ingest_job(call: Call) -> Response:
    """Create a load that waits for its data."""
    org, body = org_of(call), json_object(call)
    operation = require(body, "operation", str)
    if operation not in OPERATIONS:
        raise bare_refusal("INVALIDJOB", f"{operation} is not a valid operation: {', '.join(OPERATIONS)}")
    type = _type(org, require(body, "object", str))
    content = {"operation": operation, "object": type.name, "state": "Open", **dialect_names(body)}
    job = new_job(call, org, KIND, content)
    path = f"services/data/{call.parameters['version']}/jobs/ingest/{job['id']}/batches"
    job |= {"contentUrl": path, **_external_id(type, operation, body)}
    if body.get("assignmentRuleId"):
        job["assignmentRuleId"] = body["assignmentRuleId"]
    org.store[JOBS].put(job["id"], job)
    return answer(call, job)


@operations.bind("GetIngestJob")
def get_ingest_job(call: Call) -> Response:
    """Tell state and counts of a load."""
    return answer(call, {**COUNTS, **job_of(call, KIND)})


@operations.bind("ListIngestJobs")
def list_ingest_jobs(call: Call) -> Response:
    """List loads, the latest first."""
    return answer(call, job_page(call, KIND, org_of(call).system.profile.paging[1].size_max))


@operations.bind("UploadJobData")
def upload_job_data(call: Call) -> Response:
    """Take the data of a load, once."""
    org, job = org_of(call), job_of(call, KIND)
    if call.request.content_type not in ("text/csv", ""):
        raise bare_refusal("UNSUPPORTED_MEDIA_TYPE", f"Content type {call.request.content_type} is not supported.", 415)
    if job["state"] != "Open":
        raise bare_refusal("INVALIDJOBSTATE", f"Uploading data to a job in state {job['state']} is not allowed")
    if org.store[UPLOADS].get(str(job["id"])) is not None:
        raise bare_refusal("BULK_API_ERROR", _second_upload(job))
    if len(call.request.body) > org.limit("bulk_job_bytes"):
        raise bare_refusal("BULK_API_ERROR", "Maximum job size exceeded", 413)
    org.store[UPLOADS].put(str(job["id"]), {"data": call.request.body})
    return empty(201)


@operations.bind("UpdateIngestJob")
def update_ingest_job(call: Call) -> Response:
    """Close a load, so that it is worked through, or abort it."""
    org, job = org_of(call), job_of(call, KIND)
    state = asked_state(call, job)
    if state == "UploadComplete":
        _count_rows(org, job)
        org.system.agenda.plan(org.now + org.limit("job_start_seconds"), START, {"id": job["id"]})
    changed = change(org, str(job["id"]), state=state)
    return answer(call, {key: value for key, value in changed.items() if key not in COUNTS})


@operations.bind("DeleteIngestJob")
def delete_ingest_job(call: Call) -> Response:
    """Remove a load with its results."""
    delete_job(call, KIND)
    return empty()


@operations.bind("GetSuccessfulResults", "GetFailedResults", "GetUnprocessedRecords")
def get_results(call: Call) -> Response:
    """Return rows of a load by what became of them."""
    org, job = org_of(call), job_of(call, KIND)
    wanted = RESULT_SETS[call.operation_id]
    header, rows = _rows(org, job, wanted)
    body = dialect_of(job).write([*ADDED_COLUMNS[wanted], *header], rows)
    return Response(200, [("Content-Type", "text/csv;charset=UTF-8")], body)


def _rows(org: Org, job: Record, wanted: str) -> tuple[list[str], list[list[str]]]:
    results = org.store[RESULTS].get(str(job["id"]))
    if results is not None:
        return results["header"], list(results[wanted])
    return _uploaded(org, job) if wanted == "unprocessed" and job["state"] != "Open" else ([], [])


def _uploaded(org: Org, job: Record) -> tuple[list[str], list[list[str]]]:
    upload = org.store[UPLOADS].get(str(job["id"]))
    try:
        return dialect_of(job).read(upload["data"]) if upload is not None else ([], [])
    except Unreadable:
        return [], []


def _count_rows(org: Org, job: Record) -> None:
    _, rows = _uploaded(org, job)
    spend_batches(org, len(rows))


def _type(org: Org, name: str) -> ObjectType:
    found = org.schema.find(name)
    if found is None:
        raise bare_refusal("INVALIDJOB", f"InvalidJob : Unable to find object: {name}")
    return found


def _external_id(type: ObjectType, operation: str, body: Mapping[str, Any]) -> dict[str, str]:
    name = body.get("externalIdFieldName")
    if operation != "upsert":
        return {}
    if not name:
        raise bare_refusal("INVALIDJOB", "InvalidJob : External ID was blank for an upsert job")
    field = identifier(type, str(name))
    if field is None:
        raise bare_refusal("INVALIDJOB", f"InvalidJob : Invalid external ID field name: {name}")
    return {"externalIdFieldName": field.name}


def _second_upload(job: Record) -> str:
    return (
        f"Found multipe contents for job: <{job['id'][:15]}>, please 'Close' / 'Abort' / 'Delete' the "
        "current Job then create a new Job and make sure you only do 'PUT' once on a given Job."
    )
