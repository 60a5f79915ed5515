"""What a server sets in a record by itself: times, defaults, links, and what answers require and nobody sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from windtunnel.contract.names import snake

from ..call import Call
from ..instance import Uninstantiable
from ..schemas.flat import Schema
from .names import is_created, is_updated
from .resources import Resource
from .views import Views

_DIGITS = re.compile(r"\d")
SELF_NAMES = frozenset({"url", "self", "href", "uri", "self_link", "link", "html_url", "web_url"})
DAY = "%Y-%m-%d"
MOMENTS = (
    "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%LZ", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.%L+0000",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
"""How vendors write times; the first that the contract allows is taken."""
NEUTRAL: dict[str, Any] = {"array": [], "object": {}, "integer": 0, "number": 0, "boolean": False}


class ServerValues:
    """Fills records in.

    Args:
        views: looks at the contract's schemas.
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        self._marked: dict[tuple[str, str], frozenset[str]] = {}

    def marked_names(self, resource: Resource, mark: str) -> frozenset[str]:
        """Return the properties that are marked ``readOnly`` or ``writeOnly``."""
        key = resource.name, mark
        if key not in self._marked:
            names = (name for name, schema in resource.properties.items() if self._views.marked(schema, mark))
            self._marked[key] = frozenset(names)
        return self._marked[key]

    def filled(self, call: Call, resource: Resource, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``record`` with what the server sets: times, defaults, required and read-only fields."""
        filled = dict(record)
        required = {name for schema in resource.outputs for name in self._views.required(schema)}
        read_only = self.marked_names(resource, "readOnly")
        for name, schema in resource.properties.items():
            if name in filled or self._views.marked(schema, "writeOnly"):
                continue
            if is_created(name) or is_updated(name):
                filled[name] = self._moment(call, schema)
            elif (default := self._views.keyword(schema, "default")) is not None:
                filled[name] = default
            elif name in required or name in read_only:
                filled[name] = self._value(call, resource, name, schema, filled)
        return filled

    def _value(self, call: Call, resource: Resource, name: str, schema: Schema, record: Mapping[str, Any]) -> Any:
        if self._views.nullable(schema):
            return None
        if self._views.keyword(schema, "format") == "date-time":
            return self._moment(call, schema)
        if snake(name) in SELF_NAMES and "string" in self._views.types(schema):
            return call.link(_target(call, resource, record))
        return self._plain_value(call, schema)

    def _plain_value(self, call: Call, schema: Schema) -> Any:
        """Return the first value of an enum, something neutral, the contract's example or a seeded instance."""
        for value in self._views.keyword(schema, "enum") or ():
            if self._views.instances.is_valid(schema, value):
                return value
        for kind in self._views.types(schema):
            if kind in NEUTRAL and self._views.instances.is_valid(schema, NEUTRAL[kind]):
                return NEUTRAL[kind]
        for example in self._views.examples(schema):
            if self._views.instances.is_valid(schema, example):
                return example
        try:
            return self._views.instances.make(schema, call.system.random)
        except Uninstantiable:
            return None

    def _moment(self, call: Call, schema: Schema) -> Any:
        types = self._views.types(schema)
        if "integer" in types or "number" in types:
            return int(call.now)
        if self._views.keyword(schema, "format") == "date":
            return written(call.now, DAY)
        forms = [written(call.now, form) for form in MOMENTS]
        return next((form for form in forms if self._views.instances.is_valid(schema, form)), forms[0])


def touched(call: Call, record: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``record`` with its times of change set to now, unless the caller sent them."""
    changed = dict(record)
    for name, value in record.items():
        if is_updated(name) and name not in given and value is not None:
            changed[name] = _like(value, call.now)
    return changed


def written(at: float, form: str) -> str:
    """Return a time in seconds since the Unix epoch in the form of ``strftime``; ``%L`` are milliseconds."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.strftime(form.replace("%L", f"{moment.microsecond // 1000:03}"))


def _like(before: Any, now: float) -> Any:
    """Return ``now`` in the form in which ``before`` is written."""
    if isinstance(before, int | float):
        return int(now)
    forms = [written(now, form) for form in (DAY, *MOMENTS)]
    return next((form for form in forms if _DIGITS.sub("0", form) == _DIGITS.sub("0", str(before))), forms[1])


def _target(call: Call, resource: Resource, record: Mapping[str, Any]) -> str:
    """Return the path of a record: the one that was called, or the one below the collection that was posted to."""
    if call.request.method != "POST":
        return call.request.path
    return f"{call.request.path.rstrip('/')}/{quote(str(record[resource.id_field]), safe='')}"
