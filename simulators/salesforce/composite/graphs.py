"""Composite graphs: independent graphs of dependent requests, each all or none.

Source: profile.yaml, topic ``graph``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..answers import answer, error_array
from ..bodies import json_object, require
from ..errors import json_parser_error, limit_exceeded
from ..org import Org, org_of
from .dependent import Outcome, Subrequest, read_subrequests, run_together
from .references import halted, references_in
from .subrequests import ROWS, content_of

operations = Operations()
Graph = tuple[str, Sequence[Subrequest]]


@operations.bind("CompositeGraph")
def composite_graph(call: Call) -> Response:
    """Run graphs one by one; after too many failures the rest is not run."""
    org = org_of(call)
    graphs = _read_graphs(org, json_object(call))
    failures, answers = 0, []
    for name, subrequests in graphs:
        if failures >= org.limit("graph_failures"):
            outcomes = [_not_run(call, subrequest) for subrequest in subrequests]
        else:
            outcomes = run_together(call, subrequests, ROWS)
        successful = not any(outcome.has_failed for outcome in outcomes)
        failures += not successful
        answers.append(_as_json(name, outcomes, successful=successful))
    return answer(call, {"graphs": answers})


def _read_graphs(org: Org, body: Mapping[str, Any]) -> list[Graph]:
    raw = require(body, "graphs", list)
    if len(raw) > org.limit("graph_graphs"):
        raise limit_exceeded(f"The payload can't contain more than {org.limit('graph_graphs')} graphs")
    graphs: list[Graph] = []
    for each in raw:
        if not isinstance(each, Mapping):
            raise json_parser_error("A graph is an object")
        graphs.append((require(each, "graphId", str), read_subrequests(each)))
    names = [name for name, _ in graphs]
    if len(dict.fromkeys(names)) < len(names):
        raise json_parser_error("Duplicate graphId provided")
    if sum(len(subrequests) for _, subrequests in graphs) > org.limit("graph_nodes"):
        raise limit_exceeded(f"The payload can't contain more than {org.limit('graph_nodes')} nodes")
    for _, subrequests in graphs:
        _check_shape(org, subrequests)
    return graphs


def _check_shape(org: Org, subrequests: Sequence[Subrequest]) -> None:
    depths: dict[str, int] = {}
    for subrequest in subrequests:
        named = references_in([subrequest.url, subrequest.body])
        depths[subrequest.reference_id] = 1 + max((depths.get(name, 0) for name in named), default=0)
    if max(depths.values(), default=0) > org.limit("graph_depth"):
        raise limit_exceeded(f"A graph can't be deeper than {org.limit('graph_depth')} levels")
    kinds = dict.fromkeys((each.method, "/".join(each.url.split("/")[:6])) for each in subrequests)
    if len(kinds) > org.limit("graph_distinct_nodes"):
        raise limit_exceeded(f"A graph can't contain more than {org.limit('graph_distinct_nodes')} distinct nodes")


def _not_run(call: Call, subrequest: Subrequest) -> Outcome:
    refused = halted("Processing was halted since too many graphs failed.")
    return Outcome(subrequest.reference_id, 400, content_of(error_array(call, refused.errors, 400)), {})


def _as_json(name: str, outcomes: Sequence[Outcome], *, successful: bool) -> dict[str, Any]:
    listed = [outcome.as_json() for outcome in outcomes]
    return {"graphId": name, "graphResponse": {"compositeResponse": listed}, "isSuccessful": successful}
