"""Finds what field paths mean: the field, and how to read it from a row of the query's object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from windtunnel.simulator import Record

from ..org import View
from ..readings import Reader, read_named, reader
from ..schema import Field, ObjectType, Schema, plain_field
from .syntax import Path
from .tokens import QueryError

LEVELS_MAX = 5
ADVICE = "Please reference your WSDL or the describe call for the appropriate names."
TYPE_OF_PARENT = plain_field("Type", "picklist")


@dataclass(frozen=True, slots=True)
class Source:
    """What a query reads from.

    Args:
        schema: all objects.
        type: the object.
        alias: another name for it.
    """

    schema: Schema
    type: ObjectType
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A field or function result as a query uses it.

    Args:
        parts: the path in canonical case; for a function its name.
        field: the field, or a stand-in with the type of a function's result.
        read: takes the value from a row.
        at: index of the token, for errors.
        is_direct: whether it is a field of the query's object itself.
    """

    parts: tuple[str, ...]
    field: Field
    read: Reader
    at: int
    is_direct: bool = False

    @property
    def name(self) -> str:
        """The path as one name."""
        return ".".join(self.parts)


def resolve(source: Source, path: Path) -> Term:
    """Return what a field path means.

    Raises:
        QueryError: a relationship or field of it does not exist.
    """
    parts = _without_source(source, path.parts)
    if len(parts) == 1:
        field = source.type.field(parts[0])
        if field is None:
            raise no_such_column(path.at, parts[0], source.type)
        return Term((field.name,), field, reader(source.type, field), path.at, is_direct=True)
    if len(parts) - 1 > LEVELS_MAX:
        raise QueryError(path.at, f"Invalid relationship traversal of more than {LEVELS_MAX} levels", "INVALID_FIELD")
    return _through_parents(source, path, parts)


def no_such_column(at: int, name: str, type: ObjectType) -> QueryError:
    """Return the error of a field that does not exist."""
    message = (
        f"No such column '{name}' on entity '{type.name}'. If you are attempting to use a custom field, be "
        f"sure to append the '__c' after the custom field name. {ADVICE}"
    )
    return QueryError(at, message, "INVALID_FIELD")


def no_such_relationship(at: int, name: str) -> QueryError:
    """Return the error of a relationship that does not exist."""
    message = (
        f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom "
        f"relationship, be sure to append the '__r' after the custom relationship name. {ADVICE}"
    )
    return QueryError(at, message, "INVALID_FIELD")


def find_type(schema: Schema, path: Path) -> ObjectType:
    """Return the object that FROM names.

    Raises:
        QueryError: there is none.
    """
    found = schema.find(path.text)
    if found is not None:
        return found
    message = (
        f"sObject type '{path.text}' is not supported. If you are attempting to use a custom object, be sure "
        f"to append the '__c' after the entity name. {ADVICE}"
    )
    raise QueryError(path.at, message, "INVALID_TYPE")


def _without_source(source: Source, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Drop a leading alias or object name."""
    if len(parts) > 1:
        first = parts[0].lower()
        if source.alias is not None and first == source.alias.lower():
            return parts[1:]
        if first == source.type.name.lower() and source.type.relationship(first) is None:
            return parts[1:]
    return parts


def _through_parents(source: Source, path: Path, parts: tuple[str, ...]) -> Term:
    relations: list[Field] = []
    types: Sequence[ObjectType] = (source.type,)
    for name in parts[:-1]:
        relation = next((found for type in types if (found := type.relationship(name)) is not None), None)
        if relation is None:
            raise no_such_relationship(path.at, name)
        relations.append(relation)
        types = [source.schema.type_named(target) for target in relation.reference_to]
    field = _field_of_any(types, parts[-1], path.at)
    canonical = tuple(relation.relationship_name or "" for relation in relations)
    return Term((*canonical, field.name), field, _reader_through(source.type, relations, field), path.at)


def _field_of_any(types: Sequence[ObjectType], name: str, at: int) -> Field:
    if len(types) > 1 and name.lower() == "type":
        return TYPE_OF_PARENT
    found = next((field for type in types if (field := type.field(name)) is not None), None)
    if found is not None:
        return found
    raise no_such_column(at, name, types[0]) if len(types) == 1 else no_such_column(at, name, _NAME_ENTITY)


def _reader_through(type: ObjectType, relations: Sequence[Field], field: Field) -> Reader:
    references = [relation.name for relation in relations]
    first, rest, wanted = reader(type, relations[0]), references[1:], field.name

    def read(record: Record, view: View) -> object:
        parent = view.org.row(first(record, view))
        for reference in rest:
            if parent is None:
                return None
            parent = view.org.row(read_named(parent, reference, view))
        if parent is None:
            return None
        return type_name(parent, view) if field is TYPE_OF_PARENT else read_named(parent, wanted, view)

    return read


def type_name(record: Record, view: View) -> str:
    """Return the name of a record's object."""
    type = view.org.schema.type_of_id(record["Id"])
    return type.name if type is not None else ""


_NAME_ENTITY = ObjectType("Name", "", "Name", "Names", None, False, (), (), {}, (), ())
