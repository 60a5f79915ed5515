"""A description of a shop, a consumer of it, and changes that are judged for the consumer."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from windtunnel.contract.diff import Comparison, Finding, compare
from windtunnel.contract.diff.usage import OperationUsage, Usage, Used

TODAY = date(2026, 11, 21)
USER = {
    "type": "object",
    "required": ["email", "phone"],
    "properties": {"email": {"type": "string"}, "phone": {"type": "string"}},
}
ORDER = {
    "type": "object",
    "required": ["id", "total", "state"],
    "properties": {
        "id": {"type": "string"},
        "total": {"type": "number"},
        "note": {"type": "string"},
        "state": {"type": "string", "enum": ["open", "paid"]},
        "seller": {"$ref": "#/components/schemas/User"},
        "buyer": {"$ref": "#/components/schemas/User"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
INPUT = {
    "type": "object",
    "properties": {
        "total": {"type": "number"},
        "note": {"type": "string"},
        "gift": {"type": "object", "properties": {"text": {"type": "string"}}},
    },
}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


SHOP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "shop", "version": "1.0.0"},
    "paths": {
        "/orders/{id}": {
            "get": {
                "operationId": "readOrder",
                "parameters": [_query("view"), _query("fields"), _query("sort")],
                "responses": {
                    "200": {
                        "description": "found",
                        "headers": {
                            name: {"required": True, "schema": {"type": "string"}} for name in ("X-Next", "X-Cost")
                        },
                        "content": _json({"$ref": "#/components/schemas/Order"}),
                    },
                    "404": {"description": "no", "content": _json({"type": "object", "properties": {"why": {}}})},
                },
            }
        },
        "/orders": {
            "post": {
                "operationId": "makeOrder",
                "requestBody": {"content": _json({"$ref": "#/components/schemas/Input"})},
                "responses": {"201": {"description": "made"}},
            },
            "delete": {"operationId": "dropOrders", "responses": {"204": {"description": "gone"}}},
        },
    },
    "components": {"schemas": {"Order": ORDER, "User": USER, "Input": INPUT}},
}


def _used(*names: str, always: bool = True) -> tuple[Used, ...]:
    return tuple(Used(name, (f"adapters/shop.py:{number}",), always) for number, name in enumerate(names, 10))


READ = OperationUsage(
    id="readOrder",
    method="GET",
    path="/v1/orders/{order_id}",
    lines=("adapters/shop.py:1",),
    statuses=(200,),
    reads=_used("$.total", "$.note", "$.state", "$.buyer", "$.buyer.email", "$.lines", "$.lines[].sku", "$.tags"),
    headers=_used("x-next"),
    parameters=(*_used("query.view"), *_used("query.sort", always=False)),
)
MADE = OperationUsage(
    id="makeOrder",
    method="POST",
    path="/v1/orders",
    lines=("adapters/shop.py:2",),
    statuses=(201,),
    media=("application/json",),
    properties=_used("$.total"),
)
USAGE = Usage("shop", (READ, MADE))
Change = Callable[[Any], object]


def changed(change: Change, usage: Usage = USAGE) -> Comparison:
    """Compare the shop with a copy that was changed, for the consumer."""
    new = copy.deepcopy(SHOP)
    change(new)
    return compare(SHOP, new, old_name="old", new_name="new", today=TODAY, usage=usage)


def only(change: Change, usage: Usage = USAGE) -> Finding:
    """Return the one finding of a change about an operation."""
    (found,) = [each for each in changed(change, usage).findings if each.subject.path]
    return found


def schema(document: Any, name: str) -> Any:
    """Return the properties of a component."""
    return document["components"]["schemas"][name]["properties"]


def operation(document: Any, operation_id: str) -> Any:
    """Return an operation by its id."""
    items = document["paths"].values()
    return next(each for item in items for each in item.values() if each["operationId"] == operation_id)
