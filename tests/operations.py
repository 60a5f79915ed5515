"""The operations of an OpenAPI document, as schemathesis sees them."""

from __future__ import annotations

from typing import Any

from schemathesis.core.result import Ok


def operations_of(schema: Any) -> dict[str, Any]:
    """Return the operations of a loaded document by their ids; fail on one that schemathesis cannot read.

    Args:
        schema: what ``schemathesis.openapi`` loaded, with its application where it has one.
    """
    found: dict[str, Any] = {}
    for each in schema.get_all_operations():
        assert isinstance(each, Ok), each
        operation = each.ok()
        found[operation.definition.raw["operationId"]] = operation
    return found
