"""The resources of a contract: what its paths and schemas say about collections, items, ids and belonging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from windtunnel.contract.document import Contract, Operation
from windtunnel.contract.names import snake

from ..schemas.flat import Schema
from .envelopes import input_envelope, output_envelope
from .names import singular
from .paths import Path, Shape, read_path
from .views import Views, reference_names

ID_NAMES = ("id", "uuid", "guid", "gid", "sys_id", "key", "code", "slug", "number", "name")
"""Properties that may be the id, when no path parameter names it."""
VIEWS_OF_COLLECTIONS = frozenset(
    {
        "search",
        "query",
        "count",
        "export",
        "recent",
        "batch",
        "bulk",
        "autocomplete",
        "suggest",
        "suggestions",
        "execute",
        "preview",
        "apply",
        "validate",
    }
)
"""Last steps of paths that are about a collection and are none themselves."""


@dataclass
class Resource:
    """A kind of record.

    Args:
        name: its collection in the store.
        kind: its name in the singular, in snake case.
        id_field: the property that holds the id.
        id_schema: the schema of ids.
        properties: every declared property, of answers first.
        outputs: the schemas of records in answers.
        parts: resources that belong to it and to nothing else, with the field that tells to which record.
        operations: the operations on it.
        creatable: whether callers can create one.
    """

    name: str
    kind: str
    id_field: str = "id"
    id_schema: Schema = True
    properties: dict[str, Schema] = field(default_factory=dict)
    outputs: list[Schema] = field(default_factory=list)
    parts: list[tuple[Resource, str]] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    creatable: bool = False


@dataclass(frozen=True)
class Owner:
    """What the records of a nested path belong to: the value of ``parameter`` stands in their ``field``."""

    parameter: str
    field: str
    schema: Schema


@dataclass(frozen=True)
class Place:
    """Where a path leads.

    Args:
        resource: the kind of record.
        id_parameter: the parameter that carries the id; ``None`` for the collection.
        owners: what the records belong to.
        parent: the item that the path leads through, if it leads through one.
    """

    resource: Resource
    id_parameter: str | None
    owners: tuple[Owner, ...]
    parent: Place | None


@dataclass
class _Found:
    """What the operations on one collection path say."""

    path: Path
    parameters: dict[str, Schema] = field(default_factory=dict)
    outputs: list[Schema] = field(default_factory=list)
    inputs: list[Schema] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    has_items: bool = False
    has_list: bool = False
    creatable: bool = False

    def references(self) -> set[str]:
        """Return the components that describe its records."""
        return {name for schema in (*self.outputs, *self.inputs) for name in reference_names(schema)}


class Resources:
    """Finds the resources of a contract.

    Args:
        contract: the contract.
        views: looks at its schemas.
    """

    def __init__(self, contract: Contract, views: Views) -> None:
        self._views = views
        self._paths = {
            operation.id: path
            for operation in contract.operations.values()
            if (path := read_path(operation.path)) is not None
        }
        self._found = self._find(contract.operations.values())
        self._by_shape = self._group()
        for shape, resource in self._by_shape.items():
            self._complete(resource, self._found[shape])
        self._link_parts()

    def all(self) -> list[Resource]:
        """Return every resource once, in the order of the contract."""
        return list({resource.name: resource for resource in self._by_shape.values()}.values())

    def path(self, operation: Operation) -> Path | None:
        """Return the path of an operation as steps, if it can be read as such."""
        return self._paths.get(operation.id)

    def place(self, operation: Operation) -> Place | None:
        """Return where an operation's path leads; ``None`` when it is no collection and no item of one."""
        path = self._paths.get(operation.id)
        return None if path is None else self._place(path)

    def refers_to(self, resource: Resource, schema: Schema) -> bool:
        """Tell whether ``schema`` names a component that describes records of ``resource``."""
        known = {name for output in resource.outputs for name in reference_names(output)}
        return not known.isdisjoint(reference_names(schema))

    def _place(self, path: Path) -> Place | None:
        resource = self._by_shape.get(path.collection.shape)
        if resource is None:
            return None
        parent = self._parent(path.collection)
        return Place(resource, path.id_parameter, self._owners(path.collection, resource, parent), parent)

    def _parent(self, collection: Path) -> Place | None:
        for end in range(len(collection.segments) - 1, 1, -1):
            prefix = Path(collection.segments[:end])
            if prefix.is_item and prefix.collection.shape in self._by_shape:
                return self._place(prefix)
        return None

    def _owners(self, collection: Path, resource: Resource, parent: Place | None) -> tuple[Owner, ...]:
        names = [segment.text for segment in collection.segments if segment.parameter]
        if parent is not None and parent.id_parameter is not None:
            names = names[names.index(parent.id_parameter) :]
        return tuple(self._owner(name, resource, parent) for name in names)

    def _owner(self, parameter: str, resource: Resource, parent: Place | None) -> Owner:
        if parent is None or parameter != parent.id_parameter:
            name = _scalar_named(self._views, resource.properties, (parameter,))
            return Owner(parameter, name or parameter, resource.properties.get(name or "", True))
        kind = parent.resource.kind
        wanted = (f"{kind}_id", kind) if snake(parameter) == "id" else (parameter, f"{kind}_id", kind)
        name = _scalar_named(self._views, resource.properties, wanted)
        schema = resource.properties[name] if name is not None else parent.resource.id_schema
        return Owner(parameter, name or wanted[0], schema)

    def _find(self, operations: Iterable[Operation]) -> dict[Shape, _Found]:
        found: dict[Shape, _Found] = {}
        for operation in operations:
            path = self._paths.get(operation.id)
            if path is None or not (path.is_item or path.ends_with_name):
                continue
            entry = found.setdefault(path.collection.shape, _Found(path.collection))
            self._learn(entry, path, operation)
        return {
            shape: entry
            for shape, entry in found.items()
            if entry.has_items or (entry.has_list and not _is_view(entry, found))
        }

    def _learn(self, entry: _Found, path: Path, operation: Operation) -> None:
        entry.operations.append(operation.id)
        envelope = output_envelope(self._views, operation, path)
        if path.id_parameter is not None:
            entry.has_items = True
            schemas = {each.name: each.schema for each in operation.parameters if each.where == "path"}
            entry.parameters[path.id_parameter] = schemas.get(path.id_parameter, True)
        entry.creatable |= (operation.method, path.is_item) in (("POST", False), ("PUT", True))
        if operation.method == "GET" and not path.is_item and envelope is not None and envelope.many:
            entry.has_list = True
        if operation.method in ("GET", "POST", "PUT", "PATCH") and envelope is not None:
            entry.outputs.append(envelope.record)
        body = input_envelope(self._views, operation, path)
        if operation.method in ("POST", "PUT", "PATCH") and body is not None:
            entry.inputs.append(body.record)

    def _group(self) -> dict[Shape, Resource]:
        grouped: dict[Shape, Resource] = {}
        members: dict[str, list[_Found]] = {}
        for shape in sorted(self._found, key=lambda each: each.count("{}")):
            entry = self._found[shape]
            name = next(
                (known for known, others in members.items() if _same(entry, others)), _free_name(entry.path, members)
            )
            members.setdefault(name, []).append(entry)
            grouped[shape] = next(
                (known for known in grouped.values() if known.name == name),
                Resource(name, singular(snake(entry.path.name))),
            )
        return {shape: grouped[shape] for shape in self._found}

    def _complete(self, resource: Resource, entry: _Found) -> None:
        resource.outputs.extend(entry.outputs)
        resource.operations.extend(entry.operations)
        resource.creatable |= entry.creatable
        for schema in (*entry.outputs, *entry.inputs):
            for name, each in self._views.properties(schema).items():
                resource.properties.setdefault(name, each)
        wanted = (*entry.parameters, "id", f"{resource.kind}_id", *ID_NAMES)
        named = _scalar_named(self._views, resource.properties, wanted)
        if named is not None and (resource.id_schema is True or resource.id_field not in resource.properties):
            resource.id_field, resource.id_schema = named, resource.properties[named]
        elif resource.id_schema is True:
            resource.id_schema = next(iter(entry.parameters.values()), True)
        for schema in entry.outputs:
            declared = self._views.properties(schema).get(resource.id_field, True)
            if "integer" in self._views.types(declared) and "integer" not in self._views.types(resource.id_schema):
                resource.id_schema = declared

    def _link_parts(self) -> None:
        nested_only = {resource.name for resource in self.all()}
        nested_only -= {r.name for shape, r in self._by_shape.items() if self._parent(self._found[shape].path) is None}
        for shape, resource in self._by_shape.items():
            place = self._place(self._found[shape].path)
            if place is not None and place.parent is not None and resource.name in nested_only:
                parts = place.parent.resource.parts
                link = (resource, place.owners[0].field)
                if link not in parts:
                    parts.append(link)


def _is_view(entry: _Found, found: Mapping[Shape, _Found]) -> bool:
    """Tell whether a path that only lists is another look at a collection (``/things/search``, ``/things.list``)."""
    name, above = entry.path.name, found.get(entry.path.shape[:-1])
    if snake(name) in VIEWS_OF_COLLECTIONS or "." in name or (above is not None and above.has_list):
        return True
    others = [other for other in found.values() if other.has_items and other.path.name != name]
    return not entry.creatable and any(not entry.references().isdisjoint(other.references()) for other in others)


def _same(entry: _Found, others: list[_Found]) -> bool:
    """Tell whether two paths lead to records of one kind: one name, and no schemas that say otherwise."""
    if snake(others[0].path.name) != snake(entry.path.name):
        return False
    mine, theirs = entry.references(), {name for other in others for name in other.references()}
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _free_name(path: Path, taken: Mapping[str, object]) -> str:
    names = [segment.text for segment in path.segments if not segment.parameter]
    candidates = ("_".join(names[start:]) for start in range(len(names) - 1, -1, -1))
    return next((name for name in candidates if name not in taken), "_".join(path.shape))


def _scalar_named(views: Views, properties: Mapping[str, Schema], wanted: Iterable[str]) -> str | None:
    """Return the first property that is a single value and has one of the wanted names."""
    levelled = {snake(name): name for name in reversed(list(properties))}
    found: Iterator[str] = (levelled[snake(name)] for name in wanted if snake(name) in levelled)
    return next((name for name in found if views.is_scalar(properties[name])), None)
