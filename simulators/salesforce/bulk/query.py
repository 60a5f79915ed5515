"""Query jobs: SOQL in, CSV out.

Source: profile.yaml, topics ``bulk query`` and ``bulk csv``.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..allotments import spend
from ..answers import answer, empty
from ..bodies import json_object, require
from ..errors import bare_refusal
from ..org import Org, View, org_of, version_of, view_of
from ..soql.plan import Plan
from ..soql.statement import prepare
from .dialect import cell
from .jobs import (
    JOBS,
    RESULTS,
    asked_state,
    change,
    delete_job,
    dialect_names,
    dialect_of,
    exceeded,
    job_of,
    job_page,
    new_job,
)

operations = Operations()
KIND = "V2Query"
OPERATIONS = ("query", "queryAll")
START = "bulk.query"
FINISH = "bulk.query.finish"
COUNTS = {"numberRecordsProcessed": 0, "retries": 0, "totalProcessingTime": 0}


@operations.bind("CreateQueryJob")
def create_query_job(call: Call) -> Response:
    """Create a query job, which starts by itself."""
    org, body = org_of(call), json_object(call)
    operation, text = require(body, "operation", str), require(body, "query", str)
    if operation not in OPERATIONS:
        raise bare_refusal("INVALIDJOB", f"{operation} is not a valid operation: {', '.join(OPERATIONS)}")
    plan = prepare(text, view_of(call))
    check_plan(plan)
    if not spend(org, "bulk_query_jobs_per_day", 1):
        raise exceeded("ExceededQuota : BulkV2QueryJobs Limit exceeded.")
    content = {
        "operation": operation,
        "object": plan.type.name,
        "state": "UploadComplete",
        **dialect_names(body),
    }
    job = new_job(call, org, KIND, content)
    org.store[JOBS].put(job["id"], {**job, "query": text, "base": view_of(call).base})
    org.system.agenda.plan(org.now + org.limit("job_start_seconds"), START, {"id": job["id"]})
    return answer(call, job)


@operations.bind("GetQueryJob")
def get_query_job(call: Call) -> Response:
    """Tell state and counts of a query job."""
    return answer(call, COUNTS | shown(job_of(call, KIND)) | {"isPkChunkingSupported": True})


@operations.bind("ListQueryJobs")
def list_query_jobs(call: Call) -> Response:
    """List query jobs, the latest first."""
    page = job_page(call, KIND, org_of(call).system.profile.paging[1].size_max)
    return answer(call, page | {"records": [shown(job) for job in page["records"]]})


@operations.bind("AbortQueryJob")
def abort_query_job(call: Call) -> Response:
    """Abort a query job."""
    org, job = org_of(call), job_of(call, KIND)
    state = asked_state(call, job)
    return answer(call, shown(change(org, str(job["id"]), state=state)))


@operations.bind("DeleteQueryJob")
def delete_query_job(call: Call) -> Response:
    """Remove a query job with its results."""
    delete_job(call, KIND)
    return empty()


@operations.bind("GetQueryJobResults")
def get_query_job_results(call: Call) -> Response:
    """Return one set of rows; ``Sforce-Locator`` leads to the next, the text null stands on the last."""
    org, job = org_of(call), job_of(call, KIND)
    if version_of(call) != job["apiVersion"]:
        raise bare_refusal("VERSION_MISMATCH", f"The job was created with API version {job['apiVersion']}", 409)
    results = org.store[RESULTS].get(str(job["id"]))
    if job["state"] != "JobComplete" or results is None:
        raise bare_refusal("INVALIDJOBSTATE", f"The job has no results: its state is {job['state']}")
    start, size = _place(call), _size(call, org)
    rows = results["rows"][start : start + size]
    following = encode_locator(start + size) if start + size < len(results["rows"]) else "null"
    headers = [
        ("Content-Type", "text/csv;charset=UTF-8"),
        ("Sforce-Locator", following),
        ("Sforce-NumberOfRecords", str(len(rows))),
    ]
    return Response(200, headers, dialect_of(job).write(results["header"], rows))


def start(org: Org, data: Mapping[str, Any]) -> None:
    """Begin to work on a query job."""
    job = org.store[JOBS].get(data["id"])
    if job is not None and job["state"] == "UploadComplete":
        change(org, data["id"], state="InProgress")
        org.system.agenda.plan(org.now + org.limit("job_batch_seconds"), FINISH, data)


def finish(org: Org, data: Mapping[str, Any]) -> None:
    """Run the query of a job and keep its rows."""
    job = org.store[JOBS].get(data["id"])
    if job is None or job["state"] != "InProgress":
        return
    view = View(org, job["base"], job["createdById"])
    plan = prepare(job["query"], view)
    columns = [(name, term.field, term.read) for name, term in plan.selection.flat.items()]
    found = plan.rows(view, deleted=job["operation"] == "queryAll")
    rows = [[cell(read(row, view), field) for _, field, read in columns] for row in found]
    org.store[RESULTS].put(data["id"], {"header": [name for name, _, _ in columns], "rows": rows})
    milliseconds = 1000 * org.limit("job_batch_seconds")
    change(
        org,
        data["id"],
        state="JobComplete",
        numberRecordsProcessed=len(rows),
        totalProcessingTime=milliseconds,
    )


def check_plan(plan: Plan) -> None:
    """Check that a query may run as a job.

    Raises:
        Refused: it sums up, skips rows, or selects child rows or compound fields.
    """
    faults: Sequence[tuple[bool, str]] = (
        (plan.grouping is not None or plan.counting, "Aggregate Relationships not supported in Bulk Query"),
        (bool(plan.offset), "OFFSET clause not supported in Bulk Query"),
        (plan.has_children, "Nested queries are not supported in Bulk Query"),
        (
            any(term.field.type in ("address", "base64") for term in plan.selection.flat.values()),
            "Selecting compound data not supported in Bulk Query",
        ),
    )
    for is_faulty, message in faults:
        if is_faulty:
            raise bare_refusal("API_ERROR", message)


def shown(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return a job without what only the simulator keeps in it."""
    return {name: value for name, value in job.items() if name not in ("query", "base")}


def encode_locator(row: int) -> str:
    """Return the locator of a set of rows."""
    return base64.urlsafe_b64encode(str(row).encode()).decode().rstrip("=")


def _place(call: Call) -> int:
    locator = call.arguments.get("locator", "")
    if not locator or locator == "null":
        return 0
    try:
        text = base64.urlsafe_b64decode(locator + "=" * (-len(locator) % 4)).decode()
    except ValueError:
        text = ""
    if not text.isdecimal():
        raise bare_refusal("INVALID_QUERY_LOCATOR", "invalid query locator")
    return int(text)


def _size(call: Call, org: Org) -> int:
    paging = org.system.profile.paging[2]
    text = call.arguments.get("maxRecords", str(paging.size_default))
    if not text.isdecimal() or int(text) < 1:
        raise bare_refusal("INVALID_ARGUMENT", f"maxRecords is a number above zero: {text}")
    return min(int(text), paging.size_max)
