"""Records of inferred resources: made, changed and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from windtunnel.contract.names import snake

from ..call import Call
from ..problem import Conflicting, RecordNotFound
from ..schemas.flat import Schema
from ..schemas.texts import fitting_text
from ..store import Record
from .bodies import typed
from .names import is_created
from .resources import Owner, Place, Resource
from .server_values import ServerValues, touched
from .views import Views

ID_LENGTH = 20


class Records:
    """Makes, finds and shows records.

    Args:
        views: looks at the contract's schemas.
    """

    def __init__(self, views: Views) -> None:
        self._views = views
        self._values = ServerValues(views)

    def find(self, call: Call, place: Place) -> tuple[str, Record]:
        """Return the record that the path of ``call`` leads to, with its key in the store.

        Raises:
            RecordNotFound: it does not exist, or not under the parents that the path names.
        """
        self.check_parents(call, place)
        resource, text = place.resource, call.parameters[place.id_parameter or ""]
        found = self._lookup(call, resource, text, self.owners(call, place))
        if found is None:
            raise RecordNotFound(resource.kind, text)
        return found

    def check_parents(self, call: Call, place: Place) -> None:
        """Make sure that the items that the path leads through exist.

        Raises:
            RecordNotFound: one does not. A parent is not looked for when vendor code keeps it, or when callers cannot
                create it and nobody put one in.
        """
        if place.parent is not None and _is_known(call, place.parent.resource):
            self.find(call, place.parent)

    def owners(self, call: Call, place: Place) -> dict[str, Any]:
        """Return the fields that tie the records of ``place`` to the parents in the path of ``call``."""
        return {owner.field: self._owner_value(call, owner) for owner in place.owners}

    def among(self, call: Call, place: Place) -> list[Record]:
        """Return the records of the collection that the path of ``call`` leads to, in order of creation."""
        owners = self.owners(call, place)
        collection = call.system.store[place.resource.name]
        if not owners:
            return list(collection)
        first = next(iter(owners))
        return [record for record in collection.where(first, owners[first]) if _belongs(record, owners)]

    def create(self, call: Call, place: Place, given: Mapping[str, Any], key: str | None = None) -> tuple[str, Record]:
        """Store a new record and return it with its key.

        Args:
            call: the request.
            place: the collection.
            given: the fields that the caller sent.
            key: the id, where the path gives it.

        Raises:
            Conflicting: the id is taken.
        """
        resource, owners = place.resource, self.owners(call, place)
        record = {**self._writable(resource, given), **owners}
        record_id = self._id_for(call, resource, record, key)
        if self._lookup(call, resource, str(record_id), owners) is not None:
            raise Conflicting(f"{resource.kind} {record_id} already exists")
        record = {resource.id_field: record_id, **{k: v for k, v in record.items() if k != resource.id_field}}
        stored = str(record_id)
        if stored in call.system.store[resource.name]:
            stored = "/".join([*map(str, owners.values()), stored])
        return stored, call.system.store[resource.name].put(stored, self._values.filled(call, resource, record))

    def replace(self, call: Call, place: Place, key: str, before: Record, given: Mapping[str, Any]) -> Record:
        """Replace everything that the caller may write."""
        resource = place.resource
        read_only = self._values.marked_names(resource, "readOnly")
        kept = {name: value for name, value in before.items() if name in read_only or is_created(name)}
        fixed = {resource.id_field: before.get(resource.id_field), **kept, **self.owners(call, place)}
        record = {**fixed, **self._writable(resource, given), **fixed}
        return call.system.store[resource.name].put(
            key, self._values.filled(call, resource, touched(call, record, given))
        )

    def merge(
        self, call: Call, place: Place, key: str, before: Record, given: Mapping[str, Any], *, deep: bool
    ) -> Record:
        """Change the fields that the caller sent; ``deep`` merges objects and takes null as removal (RFC 7396)."""
        resource = place.resource
        changes = {k: v for k, v in self._writable(resource, given).items() if k != resource.id_field}
        record = _merge_patch(before, changes) if deep else {**before, **changes}
        return call.system.store[resource.name].put(key, touched(call, record, given))

    def remove(self, call: Call, resource: Resource, key: str) -> None:
        """Delete a record and what belongs to nothing but it."""
        record = call.system.store[resource.name].remove(key) or {}
        for part, link in resource.parts:
            collection = call.system.store[part.name]
            owner = record.get(resource.id_field)
            for part_key in [each for each in collection.ids() if (collection.get(each) or {}).get(link) == owner]:
                self.remove(call, part, part_key)

    def shown(self, resource: Resource, record: Record, schema: Schema) -> dict[str, Any]:
        """Return ``record`` as an answer with ``schema`` shows it: declared fields, without write-only ones."""
        hidden = self._values.marked_names(resource, "writeOnly")
        declared = self._views.properties(schema)
        if not declared or self._views.flat(schema).keywords.get("additionalProperties"):
            return {name: value for name, value in record.items() if name not in hidden}
        shown = {name: record[name] for name in declared if name in record and name not in hidden}
        if resource.id_field in shown:
            shown[resource.id_field] = self._as_declared(shown[resource.id_field], declared[resource.id_field])
        if resource.id_field in shown or self._views.closed(schema) or resource.id_field in resource.properties:
            return shown
        return {resource.id_field: record.get(resource.id_field), **shown}

    def _as_declared(self, value: Any, schema: Schema) -> Any:
        """Return an id as a number or as text, whichever this answer declares."""
        types = self._views.types(schema)
        if isinstance(value, str):
            return typed(value, schema, self._views)
        return str(value) if "string" in types and "integer" not in types and value is not None else value

    def _lookup(
        self, call: Call, resource: Resource, text: str, owners: Mapping[str, Any]
    ) -> tuple[str, Record] | None:
        collection = call.system.store[resource.name]
        record = collection.get(text)
        if record is not None and _belongs(record, owners):
            return text, record
        value = typed(text, resource.id_schema, self._views)
        for found in collection.where(resource.id_field, value):
            if _belongs(found, owners):
                return next((key for key in collection.ids() if collection.get(key) is found), text), found
        return None

    def _owner_value(self, call: Call, owner: Owner) -> Any:
        return typed(call.parameters[owner.parameter], owner.schema, self._views)

    def _id_for(self, call: Call, resource: Resource, record: Mapping[str, Any], key: str | None) -> Any:
        if key is not None:
            return typed(key, resource.id_schema, self._views)
        return record[resource.id_field] if record.get(resource.id_field) is not None else self._new_id(call, resource)

    def _new_id(self, call: Call, resource: Resource) -> Any:
        collection = call.system.store[resource.name]
        while True:
            record_id = self._draw_id(call, resource)
            if str(record_id) not in collection:
                return record_id

    def _draw_id(self, call: Call, resource: Resource) -> Any:
        types = self._views.types(resource.id_schema)
        if "string" not in types and types:
            return call.system.store.count(f"{resource.name}_id")
        keywords = self._views.flat(resource.id_schema).keywords
        if keywords.get("format") == "uuid" or snake(resource.id_field) in ("uuid", "guid"):
            return call.system.ids.uuid()
        if keywords.keys() & {"pattern", "minLength", "maxLength", "format"}:
            text = fitting_text(keywords, call.system.random)
            if text is not None:
                return text
        return call.system.ids.alnum(ID_LENGTH)

    def _writable(self, resource: Resource, given: Mapping[str, Any]) -> dict[str, Any]:
        read_only = self._values.marked_names(resource, "readOnly")
        return {name: value for name, value in given.items() if name not in read_only}


def item_path(template: str, place: Place, call: Call, record_id: Any) -> str:
    """Return the path of an item: ``template`` filled with the parents of ``call`` and ``record_id``."""
    path = template
    for name, value in call.parameters.items():
        if name != place.id_parameter:
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path.replace(f"{{{place.id_parameter}}}", quote(str(record_id), safe=""))


def _belongs(record: Record, owners: Mapping[str, Any]) -> bool:
    return all(record.get(name) == value or str(record.get(name)) == str(value) for name, value in owners.items())


def _is_known(call: Call, resource: Resource) -> bool:
    """Tell whether the records of ``resource`` are inferred ones, and there can be any."""
    bound = any(operation in call.system.handlers for operation in resource.operations)
    return not bound and (resource.creatable or len(call.system.store[resource.name]) > 0)


def _merge_patch(before: Any, changes: Any) -> Any:
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(before) if isinstance(before, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merge_patch(merged.get(name), value)
    return merged
