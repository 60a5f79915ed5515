"""Composite graphs."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant, error_of
from .test_dependent import SOBJECTS, sub


def graph(name: str, *subrequests: dict[str, Any]) -> dict[str, Any]:
    """Return a graph."""
    return {"graphId": name, "compositeRequest": list(subrequests)}


def test_each_graph_is_all_or_none(tenant: Tenant) -> None:
    """A failed one leaves nothing, the others stay."""
    good = graph("g", sub("a", "Account", Name="A"), sub("c", "Contact", LastName="L", AccountId="@{a.id}"))
    bad = graph("b", sub("a", "Account", Name="B"), sub("c", "Contact"))
    answers = tenant.call("POST", "composite/graph", {"graphs": [good, bad]}).json()["graphs"]
    assert [(answer["graphId"], answer["isSuccessful"]) for answer in answers] == [("g", True), ("b", False)]
    assert tenant.rows("SELECT Name FROM Account") == [{"Name": "A"}]
    assert [effect.collection for effect in tenant.effects] == ["Account", "Contact"]


def test_after_fourteen_failures_the_rest_is_not_run(tenant: Tenant) -> None:
    """It says so."""
    graphs = [graph(f"g{number}", sub("a", "Account")) for number in range(14)] + [
        graph("last", sub("a", "Account", Name="A"))
    ]
    last = tenant.call("POST", "composite/graph", {"graphs": graphs}).json()["graphs"][-1]
    assert last["graphResponse"]["compositeResponse"][0]["body"][0]["errorCode"] == "PROCESSING_HALTED"
    assert tenant.effects == []


def test_only_rows_are_nodes(tenant: Tenant) -> None:
    """A query is none."""
    node = {"method": "GET", "url": "/services/data/v68.0/query?q=SELECT+Id+FROM+Account", "referenceId": "q"}
    answer = tenant.call("POST", "composite/graph", {"graphs": [graph("g", node)]}).json()["graphs"][0]
    assert answer["graphResponse"]["compositeResponse"][0]["httpStatusCode"] == 400


def _chain(length: int) -> list[dict[str, Any]]:
    first = sub("n0", "Account", Name="A")
    return [
        first,
        *(sub(f"n{n}", "Account", Name="A", ParentId=f"@{{n{n - 1}.id}}") for n in range(1, length)),
    ]


@pytest.mark.parametrize(
    "graphs",
    [
        [graph(f"g{number}", sub("a", "Account", Name="A")) for number in range(76)],
        [graph("g", *(sub(f"n{number}", "Account", Name="A") for number in range(501)))],
        [graph("g", *_chain(16))],
        [
            graph(
                "g",
                *({"method": "GET", "url": f"{SOBJECTS}/T{n}/x", "referenceId": f"r{n}"} for n in range(16)),
            )
        ],
        [graph("g"), graph("g")],
        ["x"],
    ],
)
def test_shapes_are_limited(tenant: Tenant, graphs: list[Any]) -> None:
    """75 graphs, 500 nodes, 15 levels, 15 kinds of node; ids are unique."""
    response = tenant.call("POST", "composite/graph", {"graphs": graphs})
    assert response.status == 400
    assert error_of(response)[0] in ("LIMIT_EXCEEDED", "JSON_PARSER_ERROR")
    assert tenant.effects == []
