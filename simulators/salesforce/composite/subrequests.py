"""Runs one request inside another, without a session check and, but for batches, without a charge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call, Problem, Refusal
from windtunnel.world.http import Request, Response

from ..errors import bare_refusal, not_found
from ..org import org_of
from ..paths import DATA
from ..versions import check_version

COLLECTIONS = ("CreateRecords", "UpdateRecords", "UpsertRecords", "DeleteRecords", "RetrieveRecords")
QUERIES = ("Query", "QueryMore", "QueryAll", "QueryAllMore")
ROWS = (
    "CreateRecord",
    "GetRecord",
    "UpdateRecord",
    "DeleteRecord",
    "GetRecordByExternalId",
    "UpsertRecord",
    "DeleteRecordByExternalId",
)
DESCRIPTIONS = (
    "ListResources",
    "DescribeGlobal",
    "GetObjectInfo",
    "DescribeObject",
    "DescribeLayouts",
    "DescribeLayout",
)
IN_COMPOSITE = (*ROWS, *QUERIES, *COLLECTIONS, *DESCRIPTIONS)
IN_BATCH = (
    *ROWS,
    *QUERIES,
    *DESCRIPTIONS,
    "Search",
    "ParameterizedSearch",
    "GetLimits",
    "GetRecentItems",
    "GetUpdated",
    "GetDeleted",
)
KEPT_HEADERS = ("Location", "ETag", "Last-Modified")


def run(
    call: Call,
    method: str,
    url: str,
    body: Any,
    headers: Mapping[str, str],
    allowed: tuple[str, ...],
    *,
    charged: bool = False,
) -> Response:
    """Answer one inner request; it never raises, problems become its answer.

    Args:
        call: the outer call.
        method: of the inner request.
        url: path and query, from /services/data on.
        body: JSON content, ``None`` for no body.
        headers: of the inner request.
        allowed: operations that may be called.
        charged: whether it counts against the daily limit.
    """
    inner = _inner(call, method, url, body, headers)
    try:
        return _answer(call, inner, allowed, charged=charged)
    except Refusal as refusal:
        return refusal.response
    except Problem as problem:
        return call.system.refuse(problem, inner)


def content_of(response: Response) -> Any:
    """Return the JSON body of an inner answer; ``None`` where there is none."""
    body = response.whole_body()
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")


def kept_headers(response: Response) -> dict[str, str]:
    """Return the headers of an inner answer that the outer one shows."""
    return {name: value for name in KEPT_HEADERS if (value := response.header(name)) is not None}


def _inner(call: Call, method: str, url: str, body: Any, headers: Mapping[str, str]) -> Call:
    path, _, query = url.partition("?")
    outer = call.request
    sent = {name.lower(): value for name, value in headers.items()} | {"host": outer.headers.get("host", "localhost")}
    content = orjson.dumps(body) if body is not None else b""
    return Call(call.system, Request(method.upper(), path, query, sent, content, outer.scheme))


def _answer(call: Call, inner: Call, allowed: tuple[str, ...], *, charged: bool) -> Response:
    request, system = inner.request, call.system
    if not request.path.startswith(DATA):
        raise not_found()
    operation, parameters = system.routes.find(request.method, system.normalise_path(request.path))
    inner.enter(operation, parameters)
    inner.caller = call.caller
    check_version(org_of(inner), inner.parameters.get("version", ""))
    if operation.id not in allowed:
        raise bare_refusal("INVALID_INPUT", f"The resource {request.path} cannot be called in this request")
    if charged:
        system.meters.charge_call(inner)
    return system.handler(operation)(inner)
