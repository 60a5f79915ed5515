"""The composite batch: up to 25 independent subrequests, each of which counts against the daily limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..answers import answer
from ..bodies import as_flag, json_object, require
from ..errors import json_parser_error, limit_exceeded
from ..org import org_of
from ..paths import DATA
from .subrequests import IN_BATCH, content_of, run

operations = Operations()
HALTED: Mapping[str, Any] = {
    "statusCode": 412,
    "result": [{"errorCode": "BATCH_PROCESSING_HALTED", "message": "Batch processing halted per request"}],
}


@operations.bind("CompositeBatch")
def composite_batch(call: Call) -> Response:
    """Run the subrequests in order; what one of them did stays, whatever becomes of the others."""
    body, most = json_object(call), org_of(call).limit("batch_subrequests")
    subrequests = require(body, "batchRequests", list)
    if len(subrequests) > most:
        raise limit_exceeded(f"The request can't contain more than {most} subrequests")
    halts, failed = as_flag(body.get("haltOnError")), False
    results: list[dict[str, Any]] = []
    for subrequest in subrequests:
        result = dict(HALTED) if failed and halts else _result(call, subrequest)
        failed = failed or result["statusCode"] >= 400
        results.append(result)
    return answer(call, {"hasErrors": failed, "results": results})


def _result(call: Call, subrequest: Any) -> dict[str, Any]:
    if not isinstance(subrequest, Mapping):
        raise json_parser_error("A subrequest is an object")
    url = require(subrequest, "url", str)
    if not url.startswith(DATA):
        url = DATA + url.removeprefix("/")
    method, body = require(subrequest, "method", str), subrequest.get("richInput")
    response = run(call, method, url, body, {}, IN_BATCH, charged=True)
    return {"statusCode": response.status, "result": content_of(response)}
