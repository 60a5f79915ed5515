"""The life of a batch after it was taken on: validated, worked off in steps, and ended one way or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Call, Problem
from windtunnel.world.http import Request, Response

from .batch_input import BatchLine, read_input
from .files import COLLECTION as FILES
from .files import content_of, keep_file

if TYPE_CHECKING:
    from .system import OpenAI

COLLECTION = "batches"
JOBS = "_batch_jobs"
VALIDATE = "batch: validate"
STEP = "batch: step"
FINISH = "batch: finish"
CANCEL = "batch: cancel"
EXPIRE = "batch: expire"
STEPS = 20
"""In how many steps a batch is worked off, so that its counts grow while it runs."""
ENDED = ("completed", "failed", "cancelled", "expired")
NOT_MADE = {
    "expired": (
        "batch_expired",
        "This request could not be executed before the completion window expired.",
    ),
    "cancelled": ("batch_cancelled", "This request was cancelled before it was executed."),
}


@dataclass(frozen=True)
class Job:
    """What is not shown of a batch.

    Args:
        id: of the batch.
        expires_after: of its result files, if the caller said so.
        next: how many calls were made.
        tokens: enqueued, while the batch waits.
        model: whose queue they are in.
        lines: the calls.
        done: lines of the output file.
        failed: lines of the error file.
    """

    id: str
    expires_after: Mapping[str, Any] | None = None
    next: int = 0
    tokens: int = 0
    model: str = ""
    lines: tuple[BatchLine, ...] = ()
    done: tuple[bytes, ...] = ()
    failed: tuple[bytes, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the job as the store keeps it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def begin(system: OpenAI) -> None:
    """Let batches go on."""
    handlers: Mapping[str, Callable[[OpenAI, str], None]] = {
        VALIDATE: _validate,
        STEP: _step,
        FINISH: lambda system, identifier: _end(system, identifier, "completed"),
        CANCEL: lambda system, identifier: _end(system, identifier, "cancelled"),
        EXPIRE: _expire,
    }
    for name, handler in handlers.items():
        system.agenda.handle(name, _of_batch(system, handler))


def perform(system: OpenAI, path: str, body: Mapping[str, Any]) -> Response:
    """Make one call of a batch, outside of limits and credentials, and return its answer."""
    request = Request("POST", path, body=orjson.dumps(body))
    call = Call(system, request)
    call.facts["batch"] = True
    try:
        operation, parameters = system.routes.find("POST", path)
        call.enter(operation, parameters)
        return system.handler(operation)(call)
    except Problem as problem:
        return system.refuse(problem, call)


def _of_batch(system: OpenAI, handler: Callable[[OpenAI, str], None]) -> Callable[[Mapping[str, Any]], None]:
    return lambda data: handler(system, data["id"])


def _job(system: OpenAI, identifier: str) -> Job:
    record = system.store[JOBS].get(identifier)
    assert record is not None, f"batch {identifier} has no job"
    return Job(**record)


def _validate(system: OpenAI, identifier: str) -> None:
    batch, limits = system.store[COLLECTION].get(identifier), system.profile.limits
    if batch is None or batch["status"] != "validating":
        return
    file = system.store[FILES].get(batch["input_file_id"])
    content = content_of(system, file["id"]) if file is not None else b""
    read = read_input(content, batch["endpoint"], limits)
    tokens = sum(system.counter.count(orjson.dumps(line.body).decode()) for line in read.lines)
    errors = [*read.errors, *_queue_errors(system, read.model, tokens)]
    if errors:
        _fail(system, identifier, errors)
        return
    job = _job(system, identifier)
    kept = Job(job.id, job.expires_after, tokens=tokens, model=read.model, lines=read.lines)
    system.store[JOBS].put(identifier, kept.record())
    counts = {"total": len(read.lines), "completed": 0, "failed": 0}
    changes = {"status": "in_progress", "in_progress_at": int(system.clock.now()), "request_counts": counts}
    named = {"model": read.model} if read.model else {}
    system.store[COLLECTION].update(identifier, {**changes, **named})
    _plan_step(system, kept)


def _queue_errors(system: OpenAI, model: str, tokens: int) -> list[Mapping[str, Any]]:
    most = int(system.profile.limits["batch_enqueued_tokens_max"])
    waiting = sum(job["tokens"] for job in system.store[JOBS].where("model", model))
    if waiting + tokens <= most:
        return []
    message = (
        f"Enqueued token limit reached for {model} in organization {system.credentials['organization']}. Limit:"
        f" {most:,} enqueued tokens. Please try again once some in_progress batches have been completed."
    )
    return [{"code": "token_limit_exceeded", "message": message, "param": None, "line": None}]


def _fail(system: OpenAI, identifier: str, errors: Sequence[Mapping[str, Any]]) -> None:
    system.store[JOBS].remove(identifier)
    listed = {"object": "list", "data": list(errors)}
    changes = {"status": "failed", "failed_at": int(system.clock.now()), "errors": listed}
    system.store[COLLECTION].update(identifier, changes)
    system.webhooks.emit("batch.failed", identifier)


def _step_size(job: Job) -> int:
    return max(1, -(-len(job.lines) // STEPS))


def _plan_step(system: OpenAI, job: Job) -> None:
    size = min(_step_size(job), len(job.lines) - job.next)
    seconds = size * system.profile.limits["batch_seconds_per_line"]
    system.agenda.plan(system.clock.now() + seconds, STEP, {"id": job.id})


def _step(system: OpenAI, identifier: str) -> None:
    batch = system.store[COLLECTION].get(identifier)
    if batch is None or batch["status"] != "in_progress":
        return
    job = _job(system, identifier)
    end = min(len(job.lines), job.next + _step_size(job))
    answers = [_answered(system, batch["endpoint"], line) for line in job.lines[job.next : end]]
    done = job.done + tuple(line for line, good in answers if good)
    failed = job.failed + tuple(line for line, good in answers if not good)
    worked = Job(**{**job.record(), "next": end, "done": done, "failed": failed})
    system.store[JOBS].put(identifier, worked.record())
    counts = {"total": len(job.lines), "completed": len(done), "failed": len(failed)}
    if end < len(job.lines):
        system.store[COLLECTION].update(identifier, {"request_counts": counts})
        _plan_step(system, worked)
        return
    now = system.clock.now()
    changes = {"status": "finalizing", "finalizing_at": int(now), "request_counts": counts}
    system.store[COLLECTION].update(identifier, changes)
    system.agenda.plan(now + system.profile.limits["batch_finalizing_seconds"], FINISH, {"id": identifier})


def _answered(system: OpenAI, path: str, line: BatchLine) -> tuple[bytes, bool]:
    """Return the line that tells how a call went, and whether it went well."""
    response = perform(system, path, {**line.body, "stream": False} if "stream" in line.body else line.body)
    answered = {
        "status_code": response.status,
        "request_id": system.ids.hexadecimal(32),
        "body": response.json(),
    }
    return _result(system, line, answered, None), response.status == 200


def _result(
    system: OpenAI, line: BatchLine, response: Mapping[str, Any] | None, error: Mapping[str, Any] | None
) -> bytes:
    identifier = f"batch_req_{system.ids.hexadecimal(32)}"
    content = {"id": identifier, "custom_id": line.custom_id, "response": response, "error": error}
    return orjson.dumps(content)


def _expire(system: OpenAI, identifier: str) -> None:
    batch = system.store[COLLECTION].get(identifier)
    if batch is not None and batch["status"] not in ENDED:
        _end(system, identifier, "expired")


def _end(system: OpenAI, identifier: str, status: str) -> None:
    batch = system.store[COLLECTION].get(identifier)
    if batch is None or batch["status"] in ENDED:
        return
    job = _job(system, identifier)
    code, message = NOT_MADE.get(status, ("", ""))
    error = {"code": code, "message": message}
    missed = tuple(_result(system, line, None, error) for line in job.lines[job.next :])
    changes = {
        "status": status,
        f"{status}_at": int(system.clock.now()),
        "output_file_id": _write_file(system, job, "output", job.done),
        "error_file_id": _write_file(system, job, "error", job.failed + missed),
        "usage": _usage(job.done),
    }
    system.store[JOBS].remove(identifier)
    system.store[COLLECTION].update(identifier, changes)
    system.webhooks.emit(f"batch.{status}", identifier)


def _write_file(system: OpenAI, job: Job, kind: str, lines: Sequence[bytes]) -> str | None:
    """Write a result file, its lines in no order that could be relied on; none when it would be empty."""
    if not lines:
        return None
    shuffled = system.random.sample(list(lines), len(lines))
    content = b"".join(line + b"\n" for line in shuffled)
    wanted = job.expires_after
    lifetime = float(wanted["seconds"]) if wanted else system.profile.limits["batch_file_lifetime_seconds"]
    name = f"{job.id}_{kind}.jsonl"
    return str(keep_file(system, name, content, "batch_output", lifetime)["id"])


def _usage(lines: Sequence[bytes]) -> dict[str, Any]:
    """Return the tokens of all calls that were answered."""
    used = [orjson.loads(line)["response"]["body"].get("usage") or {} for line in lines]
    written = sum(each.get("completion_tokens", each.get("output_tokens", 0)) for each in used)
    read = sum(each.get("prompt_tokens", each.get("input_tokens", 0)) for each in used)
    cached = sum(_detail(each, "prompt_tokens_details", "input_tokens_details", "cached_tokens") for each in used)
    thought = sum(
        _detail(each, "completion_tokens_details", "output_tokens_details", "reasoning_tokens") for each in used
    )
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": cached},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": read + written,
    }


def _detail(usage: Mapping[str, Any], chat: str, responses: str, name: str) -> int:
    return int((usage.get(chat) or usage.get(responses) or {}).get(name, 0))
