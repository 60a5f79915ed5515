"""Bulk jobs: their records, their states, and what both kinds have in common.

Source: profile.yaml, topics ``bulk`` and ``bulk states``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from windtunnel.simulator import Call, Record

from ..allotments import spend
from ..bodies import json_object
from ..errors import Refused, bare_refusal, not_found
from ..ids import canonical_id
from ..moments import second_text
from ..org import Org, org_of, version_of
from .dialect import DELIMITERS, LINE_ENDINGS, Dialect

JOBS = "_bulk_jobs"
UPLOADS = "_bulk_uploads"
RESULTS = "_bulk_results"
PREFIX = "750"
DAY_SECONDS = 86400
NO_SUCH_JOB = "The requested resource does not exist. Check the job id, api version, and URI."
CHANGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "V2Ingest": {
        "UploadComplete": ("Open",),
        "Aborted": ("Open", "UploadComplete", "InProgress"),
    },
    "V2Query": {"Aborted": ("UploadComplete", "InProgress")},
}
"""By kind of job: the states that a caller may ask for, each with the states from which it may."""
DELETABLE = ("UploadComplete", "JobComplete", "Aborted", "Failed")
ENDED = ("JobComplete", "Aborted", "Failed")


def new_job(call: Call, org: Org, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of a new job, which is not stored yet."""
    now = org.now_text
    job_id = org.mint(PREFIX)
    return {
        "id": job_id,
        "operation": content["operation"],
        "object": content["object"],
        "createdById": call.caller.id,
        "createdDate": now,
        "systemModstamp": now,
        "state": content["state"],
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": version_of(call),
        "jobType": kind,
        "lineEnding": content["lineEnding"],
        "columnDelimiter": content["columnDelimiter"],
    }


def job_of(call: Call, kind: str) -> Record:
    """Return the job that a call names.

    Raises:
        Refused: 404, there is none of this kind.
    """
    org = org_of(call)
    job_id = canonical_id(call.parameters["job_id"])
    job = org.store[JOBS].get(job_id) if job_id is not None else None
    if job is None or job["jobType"] != kind or _is_forgotten(org, job):
        raise not_found(NO_SUCH_JOB)
    return job


def jobs(org: Org, kind: str) -> list[Record]:
    """Return the jobs of a kind, the latest first."""
    return [job for job in reversed(list(org.store[JOBS])) if job["jobType"] == kind and not _is_forgotten(org, job)]


def change(org: Org, job_id: str, **changes: Any) -> Record:
    """Change a job and its modification date, and return it."""
    return org.store[JOBS].update(job_id, {**changes, "systemModstamp": org.now_text})


def asked_state(call: Call, job: Record) -> str:
    """Return the state that a caller wants a job to be in.

    Raises:
        Refused: there is no such change, or not from the job's present state.
    """
    state = str(json_object(call).get("state"))
    changes = CHANGES[job["jobType"]]
    if state not in changes:
        raise bare_refusal(
            "INVALIDJOBSTATE", f"Job state {state} can't be set. It must be one of: {', '.join(changes)}"
        )
    if job["state"] not in changes[state]:
        message = f"Current job state is {job['state']}: it cannot change to {state}"
        raise bare_refusal("INVALIDJOBSTATE", message)
    return state


def delete_job(call: Call, kind: str) -> None:
    """Remove a job and its results.

    Raises:
        Refused: it has not been closed or ended.
    """
    org, job = org_of(call), job_of(call, kind)
    if job["state"] not in DELETABLE:
        raise bare_refusal("INVALIDJOBSTATE", f"Deleting a job in state {job['state']} is not allowed")
    for collection in (JOBS, UPLOADS, RESULTS):
        org.store[collection].remove(str(job["id"]))


def dialect_of(job: Record) -> Dialect:
    """Return the CSV dialect of a job."""
    return Dialect(job["columnDelimiter"], job["lineEnding"])


def dialect_names(body: Mapping[str, Any]) -> dict[str, str]:
    """Return delimiter and line ending as a job request names them.

    Raises:
        Refused: a name is unknown, or the content is no CSV.
    """
    named = {
        "columnDelimiter": str(body.get("columnDelimiter") or "COMMA"),
        "lineEnding": str(body.get("lineEnding") or "LF"),
        "contentType": str(body.get("contentType") or "CSV"),
    }
    known: Mapping[str, Iterable[str]] = {
        "columnDelimiter": DELIMITERS,
        "lineEnding": LINE_ENDINGS,
        "contentType": ("CSV",),
    }
    for name, value in named.items():
        if value not in known[name]:
            raise bare_refusal("INVALIDJOB", f"{value} is not a valid value for {name}: {', '.join(known[name])}")
    return named


def spend_batches(org: Org, count: int) -> None:
    """Charge batches against the daily limit.

    Raises:
        Refused: it is used up.
    """
    batches = math.ceil(count / org.limit("bulk_batch_records")) or 1
    if not spend(org, "bulk_batches_per_day", batches):
        raise exceeded("ExceededQuota : ApiBatchItems Limit exceeded.")
    if not spend(org, "bulk_ingest_records_per_day", count):
        raise exceeded("ExceededQuota : BulkApiRecords Limit exceeded.")


def exceeded(message: str) -> Refused:
    """Return the refusal of a job beyond a daily limit."""
    return bare_refusal("LIMIT_EXCEEDED", message)


def _is_forgotten(org: Org, job: Record) -> bool:
    """Tell whether a job ended so long ago that it is gone."""
    oldest = second_text(int(org.now) - org.limit("bulk_results_days") * DAY_SECONDS)
    return job["state"] in ENDED and job["systemModstamp"] < oldest


def job_page(call: Call, kind: str, size: int) -> dict[str, Any]:
    """Return a page of the list of jobs."""
    org = org_of(call)
    wanted = call.arguments.get("jobType", kind)
    listed = jobs(org, kind) if wanted == kind else []
    place = call.arguments.get("queryLocator", "0")
    start = int(place) if place.isdecimal() else 0
    end, view_path = start + size, f"/services/data/{call.parameters['version']}"
    resource = "ingest" if kind == "V2Ingest" else "query"
    following = f"{view_path}/jobs/{resource}?queryLocator={end}" if end < len(listed) else None
    return {
        "done": following is None,
        "records": [dict(job) for job in listed[start:end]],
        "nextRecordsUrl": following,
    }
