"""Message batches: many messages in one call, written by and by; by appointments that a snapshot carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from . import batch_run
from .batch_run import COLLECTION, JOBS, Job
from .bodies import read_body
from .context import answer, moment, system_of
from .paging import neighbour_page
from .refusals import Refused, not_found

operations = Operations()
RESULTS = ("Content-Type", "application/x-jsonl")


@operations.bind("Batches.create")
def create_batch(call: Call) -> Response:
    """Take a batch on; what it asks for is checked when its turn comes."""
    system = system_of(call)
    limits, now = system.profile.limits, call.now
    requests = read_body(call, limits["batch_bytes_max"])["requests"]
    _check_ids(requests)
    _check_queue(call, len(requests))
    identifier = f"msgbatch_01{system.ids.alnum(22)}"
    record: dict[str, Any] = {
        "id": identifier,
        "type": "message_batch",
        "processing_status": "in_progress",
        "request_counts": batch_run.counts(processing=len(requests)),
        "created_at": moment(now),
        "expires_at": moment(now + limits["batch_lifetime_seconds"]),
        "ended_at": None,
        "archived_at": None,
        "cancel_initiated_at": None,
        "results_url": None,
    }
    version = system.version_of(call)
    job = Job(identifier, version, f"{call.request.origin}{call.request.path}/{identifier}/results", tuple(requests))
    system.store[JOBS].put(identifier, job.record())
    batch_run.start(system, job)
    return answer(system.store[COLLECTION].put(identifier, record))


@operations.bind("Batches.list")
def list_batches(call: Call) -> Response:
    """Return one page of batches, newest first."""
    return answer(neighbour_page(call, list(reversed(list(call.system.store[COLLECTION])))))


@operations.bind("Batches.retrieve")
def retrieve_batch(call: Call) -> Response:
    """Return a batch as it is now."""
    return answer(_stored(call))


@operations.bind("Batches.cancel")
def cancel_batch(call: Call) -> Response:
    """Stop a batch; what is written already is kept."""
    system, record = system_of(call), _stored(call)
    if record["processing_status"] == "canceling":
        return answer(record)
    if record["processing_status"] == "ended":
        raise Refused(f"Batch {record['id']} cannot be canceled because it has already ended.")
    later = call.now + system.profile.limits["batch_canceling_seconds"]
    system.agenda.plan(later, batch_run.CANCEL, {"id": record["id"]})
    changes = {"processing_status": "canceling", "cancel_initiated_at": moment(call.now)}
    return answer(system.store[COLLECTION].update(record["id"], changes))


@operations.bind("Batches.delete")
def delete_batch(call: Call) -> Response:
    """Delete a batch that has ended, and its results."""
    system, record = system_of(call), _stored(call)
    if record["processing_status"] != "ended":
        raise Refused(f"Batch {record['id']} cannot be deleted while it is in progress. Cancel it first.")
    system.store[COLLECTION].remove(record["id"])
    system.store[JOBS].remove(record["id"])
    return answer({"id": record["id"], "type": "message_batch_deleted"})


@operations.bind("Batches.results")
def read_results(call: Call) -> Response:
    """Return the results of a batch that has ended."""
    record = _stored(call)
    if record["processing_status"] != "ended" or record["archived_at"] is not None:
        raise not_found(f"Batch {record['id']} has no available results.")
    lines = batch_run.job_of(system_of(call), record["id"]).results
    return Response(200, [RESULTS], b"".join(line + b"\n" for line in lines))


def _check_ids(requests: Sequence[Mapping[str, Any]]) -> None:
    known: set[str] = set()
    for index, request in enumerate(requests):
        if request["custom_id"] in known:
            raise Refused(f"requests.{index}.custom_id: Duplicate custom_id `{request['custom_id']}`")
        known.add(request["custom_id"])


def _check_queue(call: Call, count: int) -> None:
    most = int(call.system.profile.limits["batch_queue_requests_max"])
    waiting = sum(each["request_counts"]["processing"] for each in call.system.store[COLLECTION])
    if waiting + count > most:
        message = f"The organization's batches may have at most {most:,} requests in processing."
        raise Refused(message, status=429, retry=False)


def _stored(call: Call) -> Record:
    identifier = call.parameters["message_batch_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"Message Batch {identifier} not found")
    return record
