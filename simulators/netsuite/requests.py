"""Requests that change something: at once or as a job, and once for each idempotency key.

Source: profile.yaml, topics ``jobs`` and ``idempotency``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Protocol, cast

import orjson

from windtunnel.simulator import Call, Caller, Problem, TooLarge
from windtunnel.simulator.jobs import Jobs
from windtunnel.world.http import Request, Response

from .account import account_of
from .errors import Detail, Refused, invalid_content

KEY_HEADER = "x-netsuite-idempotency-key"
KEYS = "_idempotency_keys"
ASYNC = "respond-async"
WORK = "request"
JOBS_PATH = "/services/rest/async/v1/job/"
CARRIED = (
    "host",
    "accept",
    "x-correlation-id",
    "x-netsuite-propertynamevalidation",
    "x-netsuite-propertyvaluevalidation",
)
"""Headers that a job needs when it does what was asked."""

Perform = Callable[[Call], Response]
PERFORMERS: dict[str, Perform] = {}
"""What does the work, by the name of the function."""


class JobSystem(Protocol):
    """A system that works requests off later."""

    job_queue: Jobs


def jobs_of(call: Call) -> Jobs:
    """Return the jobs of the called system."""
    return cast(JobSystem, call.system).job_queue


def conducted(perform: Perform) -> Perform:
    """Return a handler that lets ``perform`` change everything or nothing, now or later."""
    PERFORMERS[perform.__name__] = perform

    @wraps(perform)
    def handle(call: Call) -> Response:
        _check_size(call)
        _check_key(call)
        response = _later(call, perform.__name__) if _is_asynchronous(call) else _at_once(call, perform)
        _remember_key(call, response)
        return response

    return handle


def work(call: Call, arguments: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a request asked for when it was made a job, and return its answer as plain data.

    Args:
        call: a call of the system, in which nothing stands yet.
        arguments: of the job.
        item: the request as ``_written_down`` returned it.
    """
    system = call.system
    outer = system.acting(call)
    call.enter(system.contract.operations[item["operation"]], {})
    call.parameters = item["parameters"]  # decoded when the request came in
    call.caller = Caller(item["caller"])
    try:
        response = _at_once(call, PERFORMERS[item["perform"]])
    except Problem as problem:
        response = system.refuse(problem, call)
    finally:
        system.acting(outer)
    return {"status": response.status, "headers": list(response.headers), "body": response.body.decode()}


def request_of(item: Mapping[str, Any]) -> Request:
    """Return the request that a job was made of."""
    return Request(
        item["method"], item["path"], item["query"], dict(item["headers"]), item["body"].encode(), item["scheme"]
    )


def _at_once(call: Call, perform: Perform) -> Response:
    """Do the work; when it is refused, nothing has changed."""
    with call.system.store.transaction():
        return perform(call)


def _later(call: Call, name: str) -> Response:
    """Make a job of the request and answer where it is."""
    job_id = str(account_of(call).store.count("jobs", 1))
    jobs_of(call).submit(WORK, [_written_down(call, name, body) for body in _bodies(call)], job_id)
    location = call.link(JOBS_PATH + job_id)
    return Response(202, [("Preference-Applied", ASYNC), ("Location", location)])


def _written_down(call: Call, name: str, body: bytes) -> dict[str, Any]:
    request = call.request
    headers = {each: request.headers[each] for each in CARRIED if each in request.headers}
    return {
        "operation": call.operation_id,
        "parameters": dict(call.parameters),
        "perform": name,
        "caller": call.caller.id,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "scheme": request.scheme,
        "headers": {**headers, "content-type": "application/json"} if body else headers,
        "body": body.decode(),
    }


def _bodies(call: Call) -> list[bytes]:
    """Return the bodies of the requests that a request stands for: one, or those of a batch.

    Raises:
        Refused: a batch that is none.
    """
    if not _is_batch(call):
        call.json  # noqa: B018  # a body that is not JSON is refused now, not by the job
        return [call.request.body]
    items = call.json.get("items") if isinstance(call.json, Mapping) else None
    most = account_of(call).limit("batch_records")
    if not isinstance(items, list) or not items or len(items) > most:
        raise invalid_content(f"Invalid content in the request body. Provide 1 to {most} items.", "items")
    return [orjson.dumps(item) for item in items]


def _is_asynchronous(call: Call) -> bool:
    return ASYNC in call.request.headers.get("prefer", "").lower() or _is_batch(call)


def _is_batch(call: Call) -> bool:
    kind = call.request.headers.get("content-type", "").replace(" ", "")
    return call.operation_id.startswith("create") and "type=collection" in kind


def _check_size(call: Call) -> None:
    if len(call.request.body) > account_of(call).limit("request_bytes"):
        raise TooLarge("the request is longer than the account accepts")


def _check_key(call: Call) -> None:
    key = call.request.headers.get(KEY_HEADER)
    known = account_of(call).store[KEYS].get(key) if key else None
    if known is not None:
        text = "The idempotency key was used before. Use another one for a new request."
        detail = Detail("IDEMPOTENCY_ERROR", text, ("o:errorHeader", "X-NetSuite-idempotency-key"))
        raise Refused(detail, title="Conflict", headers={"Location": known["location"]})


def _remember_key(call: Call, response: Response) -> None:
    key = call.request.headers.get(KEY_HEADER)
    if key:
        location = response.header("Location") or call.link(call.request.path)
        account_of(call).store[KEYS].put(key, {"location": location})
