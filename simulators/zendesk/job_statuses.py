"""Asking for jobs."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, RecordNotFound
from windtunnel.world.http import Response, json_response

from .account import account_of
from .bodies import words_argument
from .paging import Listing, listed
from .records import all_shown, shown
from .refusals import too_many

operations = Operations()


@operations.bind("ShowJobStatus")
def show_job(call: Call) -> Response:
    """Show a job."""
    job = account_of(call).store["job_statuses"].get(call.parameters["job_status_id"])
    if job is None:
        raise RecordNotFound("job status", call.parameters["job_status_id"])
    return json_response({"job_status": shown(job, call.request.origin)})


@operations.bind("ListJobStatuses")
def list_jobs(call: Call) -> Response:
    """List jobs, newest first."""
    jobs = list(account_of(call).store["job_statuses"])
    return listed(call, jobs, Listing("job_statuses", descending=True))


@operations.bind("ShowManyJobStatuses")
def show_many_jobs(call: Call) -> Response:
    """Show the jobs of some ids that exist."""
    account, ids = account_of(call), words_argument(call, "ids")
    if len(ids) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    jobs = [job for job_id in ids if (job := account.store["job_statuses"].get(job_id)) is not None]
    return json_response({"job_statuses": all_shown(jobs, call.request.origin)})
