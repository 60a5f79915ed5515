"""The life of a batch after it was taken on: worked off in steps, and ended one way or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Call, Problem
from windtunnel.world.http import Request

from .bodies import read_body
from .context import moment
from .messages import shown, written_message
from .refusals import Refused, body_of, reworded
from .versions import VERSION

if TYPE_CHECKING:
    from .system import Anthropic

COLLECTION = "message_batches"
JOBS = "_message_batch_jobs"
STEP = "message batch: step"
CANCEL = "message batch: cancel"
EXPIRE = "message batch: expire"
ARCHIVE = "message batch: archive"
STEPS = 20
"""In how many steps a batch is worked off, so that one that is cancelled has been worked off in part."""
PATH = "/v1/messages"
STREAMED = "stream: Streaming is not supported in a batch"


@dataclass(frozen=True)
class Job:
    """What is not shown of a batch.

    Args:
        id: of the batch.
        version: of the API that its maker was written for.
        results_url: where its results will be.
        requests: as they were sent.
        next: how many were worked off.
        done: the lines of those.
        kinds: how each of them went, ``succeeded`` or ``errored``.
        results: all lines, once the batch has ended.
    """

    id: str
    version: str
    results_url: str
    requests: tuple[Mapping[str, Any], ...] = ()
    next: int = 0
    done: tuple[bytes, ...] = ()
    kinds: tuple[str, ...] = ()
    results: tuple[bytes, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the job as the store keeps it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def begin(system: Anthropic) -> None:
    """Let batches go on."""
    handlers: Mapping[str, Callable[[Anthropic, str], None]] = {
        STEP: _step,
        CANCEL: lambda system, identifier: _end(system, identifier, "canceled"),
        EXPIRE: lambda system, identifier: _end(system, identifier, "expired"),
        ARCHIVE: _archive,
    }
    for name, handler in handlers.items():
        system.agenda.handle(name, _of_batch(system, handler))


def start(system: Anthropic, job: Job) -> None:
    """Begin with a batch that was just taken on."""
    until = system.clock.now() + system.profile.limits["batch_lifetime_seconds"]
    system.agenda.plan(until, EXPIRE, {"id": job.id})
    _plan_step(system, job)


def counts(**given: int) -> dict[str, int]:
    """Return ``request_counts``, zero where nothing is given."""
    return {name: given.get(name, 0) for name in ("processing", "succeeded", "errored", "canceled", "expired")}


def job_of(system: Anthropic, identifier: str) -> Job:
    """Return the job of a batch that exists."""
    record = system.store[JOBS].get(identifier)
    assert record is not None, f"batch {identifier} has no job"
    return Job(**record)


def _of_batch(system: Anthropic, handler: Callable[[Anthropic, str], None]) -> Callable[[Mapping[str, Any]], None]:
    def handle(data: Mapping[str, Any]) -> None:
        if system.store[COLLECTION].get(data["id"]) is not None:
            handler(system, data["id"])

    return handle


def _step_size(job: Job) -> int:
    return max(1, -(-len(job.requests) // STEPS))


def _plan_step(system: Anthropic, job: Job) -> None:
    size = min(_step_size(job), len(job.requests) - job.next)
    seconds = size * system.profile.limits["batch_seconds_per_request"]
    system.agenda.plan(system.clock.now() + seconds, STEP, {"id": job.id})


def _step(system: Anthropic, identifier: str) -> None:
    batch, job = system.store[COLLECTION].get(identifier), job_of(system, identifier)
    if batch is None or batch["processing_status"] != "in_progress":
        return
    end = min(len(job.requests), job.next + _step_size(job))
    answers = [_answered(system, job, request) for request in job.requests[job.next : end]]
    done = job.done + tuple(line for line, _ in answers)
    worked = replace(job, next=end, done=done, kinds=job.kinds + tuple(kind for _, kind in answers))
    system.store[JOBS].put(identifier, worked.record())
    if end < len(job.requests):
        _plan_step(system, worked)
    else:
        _end(system, identifier, "")


def _answered(system: Anthropic, job: Job, request: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return the line that tells how a request went, and how that was."""
    result = _result(system, job, request["params"])
    return orjson.dumps({"custom_id": request["custom_id"], "result": result}), result["type"]


def _result(system: Anthropic, job: Job, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what came of a request, which is outside of limits and credentials."""
    call = Call(system, Request("POST", PATH, headers={VERSION: job.version}, body=orjson.dumps(params)))
    call.facts["batch"] = True
    call.enter(*system.routes.find("POST", PATH))
    try:
        body = read_body(call)
        if body.get("stream"):
            raise Refused(STREAMED)
        return {"type": "succeeded", "message": shown(written_message(system, call, body))}
    except Problem as problem:
        return {"type": "errored", "error": body_of(reworded(problem), system.request_id())}


def _end(system: Anthropic, identifier: str, fate: str) -> None:
    """End a batch; ``fate`` is what becomes of requests that were not worked off."""
    batch, now = system.store[COLLECTION].get(identifier), system.clock.now()
    if batch is None or batch["processing_status"] == "ended":
        return
    job = job_of(system, identifier)
    missed = [orjson.dumps({"custom_id": each["custom_id"], "result": {"type": fate}}) for each in _left(job)]
    lines = [*job.done, *missed]
    shuffled = tuple(system.random.sample(lines, len(lines)))
    system.store[JOBS].put(identifier, replace(job, requests=(), done=(), results=shuffled).record())
    succeeded, errored = (job.kinds.count(kind) for kind in ("succeeded", "errored"))
    changes = {
        "processing_status": "ended",
        "ended_at": moment(now),
        "request_counts": counts(succeeded=succeeded, errored=errored, **({fate: len(missed)} if fate else {})),
        "results_url": job.results_url,
    }
    system.store[COLLECTION].update(identifier, changes)
    kept = system.profile.limits["batch_results_lifetime_seconds"]
    system.agenda.plan(now + kept, ARCHIVE, {"id": identifier})


def _left(job: Job) -> Sequence[Mapping[str, Any]]:
    return job.requests[job.next :]


def _archive(system: Anthropic, identifier: str) -> None:
    """Forget the results of a batch; the batch itself stays."""
    archived = replace(job_of(system, identifier), results=())
    system.store[JOBS].put(identifier, archived.record())
    changes = {"archived_at": moment(system.clock.now()), "results_url": None}
    system.store[COLLECTION].update(identifier, changes)
