"""Record trees: records with their children, all or none.

Source: profile.yaml, topic ``tree``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from ..answers import answer
from ..bodies import json_object, require
from ..errors import ApiError, Refused, json_parser_error, limit_exceeded, refusal
from ..org import Org, org_of
from ..records import create
from ..schema import ObjectType
from .results import failure

operations = Operations()


@dataclass
class Node:
    """A record of a tree.

    Args:
        type: its object.
        reference_id: the caller's name for it.
        values: its fields.
        reference: the field that points to its parent; empty for a root.
        children: the records below it.
    """

    type: ObjectType
    reference_id: str
    values: Mapping[str, Any]
    reference: str
    children: list[Node] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """Return this node and everything below it."""
        yield self
        for child in self.children:
            yield from child.all()

    def depth(self) -> int:
        """Return the number of levels from here down."""
        return 1 + max((child.depth() for child in self.children), default=0)


class _Failed(Exception):
    """Ends the transaction of a tree with a fault in it."""


@operations.bind("CreateRecordTree")
def create_record_tree(call: Call) -> Response:
    """Create trees of records."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    records = require(json_object(call), "records", list)
    roots = [_read(org, type, record, "", 1) for record in records]
    _check(org, roots)
    ids: dict[str, str] = {}
    errors: dict[str, Sequence[ApiError]] = {}
    try:
        with org.store.transaction():
            for root in roots:
                _create(org, root, None, call.caller.id, ids, errors)
            if errors:
                raise _Failed
    except _Failed:
        failed = [{"referenceId": name, "errors": failure(found)["errors"]} for name, found in errors.items()]
        return answer(call, {"hasErrors": True, "results": failed}, 400)
    results = [{"referenceId": name, "id": record_id} for name, record_id in ids.items()]
    return answer(call, {"hasErrors": False, "results": results}, 201)


def _read(org: Org, type: ObjectType, raw: Any, reference: str, level: int) -> Node:
    """Return a record of the request as a node.

    Raises:
        Refused: it is malformed, or lies too deep.
    """
    if level > org.limit("tree_levels"):
        raise limit_exceeded(f"The tree can't be deeper than {org.limit('tree_levels')} levels")
    attributes = raw.get("attributes") if isinstance(raw, Mapping) else None
    if not isinstance(attributes, Mapping):
        raise json_parser_error("A record of a tree has attributes with type and referenceId")
    reference_id = require(attributes, "referenceId", str)
    named = org.schema.find(require(attributes, "type", str))
    if named is not type:
        raise refusal("INVALID_INPUT", f"The record {reference_id} is not of type {type.name}")
    node = Node(type, reference_id, {}, reference)
    node.values = dict(_fields(org, node, raw, level))
    return node


def _fields(org: Org, node: Node, raw: Mapping[str, Any], level: int) -> Iterator[tuple[str, Any]]:
    """Return the plain values of a record; children are hung below its node."""
    for name, value in raw.items():
        child = node.type.child(name)
        if name == "attributes":
            continue
        if child is None or not isinstance(value, Mapping) or "records" not in value:
            yield name, value
            continue
        type = org.schema.type_named(child.object)
        for each in require(value, "records", list):
            node.children.append(_read(org, type, each, child.field, level + 1))


def _check(org: Org, roots: Sequence[Node]) -> None:
    nodes = [node for root in roots for node in root.all()]
    if len(nodes) > org.limit("tree_records"):
        raise limit_exceeded(f"The request can't contain more than {org.limit('tree_records')} records")
    if len(dict.fromkeys(node.type.name for node in nodes)) > org.limit("tree_types"):
        raise limit_exceeded(f"The request can't contain more than {org.limit('tree_types')} types of records")
    names = [node.reference_id for node in nodes]
    if len(dict.fromkeys(names)) < len(names):
        raise refusal("INVALID_INPUT", "Duplicate ReferenceId provided in the request.")


def _create(
    org: Org,
    node: Node,
    parent_id: str | None,
    author: str,
    ids: dict[str, str],
    errors: dict[str, Sequence[ApiError]],
) -> None:
    """Create a node and what lies below it; children of a refused record are left out."""
    values = {**node.values, node.reference: parent_id} if parent_id is not None else node.values
    try:
        record_id = ids[node.reference_id] = create(org, node.type, values, author)
    except Refused as refused:
        errors[node.reference_id] = refused.errors
        return
    for child in node.children:
        _create(org, child, record_id, author, ids, errors)
