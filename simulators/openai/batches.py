"""Batches: many calls in one file, answered by and by; by appointments that a snapshot carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from . import batch_run
from .batch_run import COLLECTION, JOBS, Job
from .bodies import read_body
from .context import answer, system_of
from .files import COLLECTION as FILES
from .paging import page
from .refusals import Refused, not_found

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
CANCELLABLE = ("validating", "in_progress")
MOMENTS = (
    "in_progress_at",
    "finalizing_at",
    "completed_at",
    "failed_at",
    "expired_at",
    "cancelling_at",
    "cancelled_at",
)


@operations.bind("createBatch")
def create_batch(call: Call) -> Response:
    """Take a batch on; its input is checked afterwards."""
    system, body = system_of(call), read_body(call)
    _check_file(system, body["input_file_id"])
    limits, now = system.profile.limits, call.now
    identifier = f"batch_{system.ids.hexadecimal(32)}"
    record: dict[str, Any] = {
        "id": identifier,
        "object": "batch",
        "endpoint": body["endpoint"],
        "errors": None,
        "input_file_id": body["input_file_id"],
        "completion_window": body["completion_window"],
        "status": "validating",
        "output_file_id": None,
        "error_file_id": None,
        "created_at": int(now),
        "expires_at": int(now + limits["batch_completion_window_seconds"]),
        **dict.fromkeys(MOMENTS),
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "usage": None,
        "metadata": body.get("metadata"),
    }
    expires_after = body.get("output_expires_after")
    system.store[JOBS].put(identifier, Job(identifier, expires_after).record())
    system.agenda.plan(now + limits["batch_validating_seconds"], batch_run.VALIDATE, {"id": identifier})
    system.agenda.plan(now + limits["batch_completion_window_seconds"], batch_run.EXPIRE, {"id": identifier})
    return answer(system.store[COLLECTION].put(identifier, record))


@operations.bind("listBatches")
def list_batches(call: Call) -> Response:
    """Return one page of batches, newest first."""
    return page(call, list(call.system.store[COLLECTION]), order="desc")


@operations.bind("retrieveBatch")
def retrieve_batch(call: Call) -> Response:
    """Return a batch and its progress."""
    return answer(_stored(call))


@operations.bind("cancelBatch")
def cancel_batch(call: Call) -> Response:
    """Stop a batch; what is done already is kept."""
    system, record = system_of(call), _stored(call)
    if record["status"] == "cancelling":
        return answer(record)
    if record["status"] not in CANCELLABLE:
        raise Refused(f"Cannot cancel a batch with status '{record['status']}'.", status=409)
    later = call.now + system.profile.limits["batch_cancelling_seconds"]
    system.agenda.plan(later, batch_run.CANCEL, {"id": record["id"]})
    changes = {"status": "cancelling", "cancelling_at": int(call.now)}
    return answer(system.store[COLLECTION].update(record["id"], changes))


def _check_file(system: OpenAI, identifier: str) -> None:
    file = system.store[FILES].get(identifier)
    if file is None:
        project = system.credentials["project"]
        message = f"Cannot find file {identifier}, or project {project} does not have access to it."
        raise Refused(message, param="file_id")
    if file["purpose"] != "batch":
        raise Refused(f"Invalid purpose of file {identifier}: must be 'batch'.", param="input_file_id")
    if file["bytes"] > system.profile.limits["batch_file_bytes_max"]:
        raise Refused(f"File {identifier} is larger than a batch may be.", param="input_file_id")


def _stored(call: Call) -> Record:
    identifier = call.parameters["batch_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"No batch found with id '{identifier}'.")
    return record
