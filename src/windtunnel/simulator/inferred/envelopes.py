"""Where a record, or a list of records, stands in an answer or a request body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.contract.document import Operation
from windtunnel.contract.names import snake

from ..schemas.flat import Schema
from .bodies import is_readable
from .names import singular
from .paths import Path
from .views import Views, json_schema_of, success

DEPTH_MAX = 2
WRAPPERS = frozenset({"data", "result", "item", "record", "entity", "resource", "response", "payload", "object"})
"""Names under which vendors put a record of any kind."""
LISTS = frozenset(
    {
        "data", "items", "results", "records", "value", "values", "content", "entries", "list", "objects", "elements",
        "rows", "resources", "entities", "result", "response", "payload", "embedded",
    }
)  # fmt: skip
"""Names under which vendors put records of any kind, or what holds them."""
BESIDES = frozenset(
    {
        "status", "success", "ok", "message", "code", "meta", "metadata", "links", "error", "errors", "warnings",
        "request_id", "included", "jsonapi", "pagination", "timestamp", "version",
    }
)  # fmt: skip
"""Names that stand beside a wrapped record and are no part of one."""


@dataclass(frozen=True)
class Envelope:
    """Where the records are.

    Args:
        path: the keys that lead to them; empty when nothing is around them.
        many: whether it is a list.
        record: the schema of a record.
        outer: the schema of the whole.
    """

    path: tuple[str, ...]
    many: bool
    record: Schema
    outer: Schema

    def open(self, body: Any) -> Any:
        """Return the record in ``body``; ``body`` itself where a key is missing."""
        found = body
        for key in self.path:
            if not isinstance(found, Mapping) or key not in found:
                return body
            found = found[key]
        return found


def envelope_of_one(views: Views, schema: Schema, kind: str) -> Envelope | None:
    """Return where one record of ``kind`` is; ``None`` when the schema cannot hold one."""
    if not views.is_object(schema):
        return None
    return _one(views, schema, kind, schema, ())


def envelope_of_many(views: Views, schema: Schema, plural: str) -> Envelope | None:
    """Return where the list of records called ``plural`` is; ``None`` when the schema does not hold one."""
    if views.is_array(schema):
        items = views.items(schema)
        return Envelope((), True, items, schema) if views.is_object(items) else None
    return _many(views, schema, snake(plural), schema, ())


def output_envelope(views: Views, operation: Operation, path: Path) -> Envelope | None:
    """Return where an operation's answer has its records; ``None`` when it has none."""
    _, response = success(operation, 200, 201)
    schema = json_schema_of(response.get("content", {}))
    if schema is None:
        return None
    if not path.is_item and operation.method in ("GET", "HEAD"):
        return envelope_of_many(views, schema, path.name)
    return envelope_of_one(views, schema, singular(snake(path.name)))


def input_envelope(views: Views, operation: Operation, path: Path) -> Envelope | None:
    """Return where an operation's request body has the record; ``None`` when it takes none."""
    bodies: Mapping[str, Schema] = operation.request_bodies
    readable = [schema for media, schema in bodies.items() if is_readable(media)]
    return envelope_of_one(views, readable[0], singular(snake(path.name))) if readable else None


def _one(views: Views, schema: Schema, kind: str, outer: Schema, path: tuple[str, ...]) -> Envelope:
    properties = views.properties(schema)
    wrapper = next((name for name in properties if _wraps(views, properties, name, kind)), None)
    if wrapper is None or len(path) >= DEPTH_MAX:
        return Envelope(path, False, schema, outer)
    return _one(views, properties[wrapper], kind, outer, (*path, wrapper))


def _wraps(views: Views, properties: Mapping[str, Schema], name: str, kind: str) -> bool:
    levelled = snake(name)
    if levelled not in WRAPPERS and levelled not in (kind, kind.rpartition("_")[2]):
        return False
    if "object" not in views.types(properties[name]) and views.types(properties[name]):
        return False
    others = {snake(other) for other in properties if other != name}
    return not others & {"id", f"{kind}_id", "uuid"} if levelled not in WRAPPERS else others <= BESIDES


def _many(views: Views, schema: Schema, plural: str, outer: Schema, path: tuple[str, ...]) -> Envelope | None:
    properties = views.properties(schema)
    lists = [name for name in properties if _lists_records(views, properties[name])]
    found = _best(lists, plural)
    if found is not None:
        return Envelope((*path, found), True, views.items(properties[found]), outer)
    if len(path) >= DEPTH_MAX:
        return None
    for name in properties:
        if snake(name) in LISTS | {plural} and "object" in views.types(properties[name]):
            inner = _many(views, properties[name], plural, outer, (*path, name))
            if inner is not None:
                return inner
    return None


def _lists_records(views: Views, schema: Schema) -> bool:
    return views.is_array(schema) and views.is_object(views.items(schema))


def _best(lists: list[str], plural: str) -> str | None:
    last = plural.rpartition("_")[2]
    for wanted in ({plural}, {last, singular(plural)}, LISTS):
        for name in lists:
            if snake(name) in wanted:
                return name
    return lists[0] if len(lists) == 1 and snake(lists[0]) not in BESIDES else None
