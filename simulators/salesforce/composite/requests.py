"""The composite request: up to 25 dependent subrequests."""

from __future__ import annotations

from collections.abc import Sequence

from windtunnel.simulator import Call, Operations, Problem
from windtunnel.world.http import Response

from ..answers import answer
from ..bodies import as_flag, json_object
from ..errors import limit_exceeded
from ..org import Org, org_of
from .dependent import Subrequest, read_subrequests, run_all, run_together
from .subrequests import COLLECTIONS, IN_COMPOSITE, QUERIES

operations = Operations()


@operations.bind("Composite")
def composite(call: Call) -> Response:
    """Run the subrequests; the answer is 200 whatever becomes of them."""
    org, body = org_of(call), json_object(call)
    subrequests = read_subrequests(body)
    _check_limits(call, org, subrequests)
    run = run_together if as_flag(body.get("allOrNone")) else run_all
    outcomes = run(call, subrequests, IN_COMPOSITE)
    return answer(call, {"compositeResponse": [outcome.as_json() for outcome in outcomes]})


def _check_limits(call: Call, org: Org, subrequests: Sequence[Subrequest]) -> None:
    most, expensive = org.limit("composite_subrequests"), org.limit("composite_query_subrequests")
    if len(subrequests) > most:
        raise limit_exceeded(f"The request can't contain more than {most} subrequests")
    if sum(_is_expensive(call, each) for each in subrequests) > expensive:
        raise limit_exceeded(f"The request can't contain more than {expensive} query or collection subrequests")


def _is_expensive(call: Call, subrequest: Subrequest) -> bool:
    system, path = call.system, subrequest.url.partition("?")[0]
    try:
        operation, _ = system.routes.find(subrequest.method, system.normalise_path(path))
    except Problem:
        return False
    return operation.id in QUERIES or operation.id in COLLECTIONS
