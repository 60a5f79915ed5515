"""Asynchronous jobs: how far they have come, and what the requests would have answered.

Source: profile.yaml, topic ``jobs``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.simulator.jobs import JobState
from windtunnel.world.http import Response

from .answers import collection, link, page_of, singular
from .errors import Detail, Refused, no_such_record
from .moments import MOMENT
from .requests import JOBS_PATH, jobs_of

operations = Operations()
FAILED_FROM = 400
PROGRESS: Mapping[str, str] = {
    JobState.QUEUED: "pending",
    JobState.WORKING: "processing",
    JobState.COMPLETED: "succeeded",
    JobState.FAILED: "failed",
    JobState.ABORTED: "failed",
}


@operations.bind("getJob")
def get_job(call: Call) -> Response:
    """Tell how far a job has come."""
    job = _job(call)
    path = JOBS_PATH + job["id"]
    content = {"links": [link(call.link(path))], "id": job["id"], **_state(job, job["results"])}
    return singular({**content, "task": {"links": [link(call.link(f"{path}/task"))]}})


@operations.bind("listTasks")
def list_tasks(call: Call) -> Response:
    """List the tasks of a job: one for each record."""
    job = _job(call)
    tasks = [
        {"links": [link(call.link(f"{JOBS_PATH}{job['id']}/task/{number}"))], "id": str(number)}
        for number in range(1, len(job["items"]) + 1)
    ]
    return collection(page_of(call, tasks, 0, 0, len(tasks)))


@operations.bind("getTask")
def get_task(call: Call) -> Response:
    """Tell how far a task has come."""
    job, number = _job(call), _number(call)
    path = f"{JOBS_PATH}{job['id']}/task/{number}"
    done = job["results"][number - 1 : number]
    content = {"links": [link(call.link(path))], "id": str(number), **_state(job, done, 1)}
    for name, moment in (("startTime", job["begun_at"]), ("endTime", job["ended_at"])):
        if moment is not None:
            content[name] = datetime.fromtimestamp(int(moment), UTC).strftime(MOMENT)
    return singular({**content, "result": {"links": [link(call.link(f"{path}/result"))]}})


@operations.bind("getTaskResult")
def get_task_result(call: Call) -> Response:
    """Give the answer that the request would have had."""
    job, number = _job(call), _number(call)
    if len(job["results"]) < number:
        raise Refused(Detail("NONEXISTENT_ID", "The task has not been completed yet."), status=404)
    result = job["results"][number - 1]
    return Response(result["status"], [tuple(header) for header in result["headers"]], result["body"].encode())


def _job(call: Call) -> Record:
    job = jobs_of(call).get(call.parameters["jobId"])
    if job is None:
        raise no_such_record()
    return job


def _number(call: Call) -> int:
    """Return the number of the task of a call; only one that the job has."""
    text, job = call.parameters["taskId"], _job(call)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= len(job["items"])):
        raise no_such_record()
    return int(text)


def _state(job: Record, results: tuple[Any, ...], expected: int | None = None) -> dict[str, Any]:
    """Return whether the requests of ``results`` are done, and how they ended."""
    expected = len(job["items"]) if expected is None else expected
    progress = PROGRESS[job["state"]]
    if len(results) >= expected:
        failed = any(result["status"] >= FAILED_FROM for result in results)
        progress = "failed" if failed else "succeeded"
    return {"completed": progress in ("succeeded", "failed"), "progress": progress}
