"""What SELECT asks for: a tree of fields, parents and child rows, and how it is rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator import Record

from ..org import View
from ..readings import Reader, read_named, reader
from ..rendering import attributes
from ..schema import ObjectType, Schema
from .names import TYPE_OF_PARENT, Term, type_name
from .tokens import QueryError

Leaf = Callable[[Record, View], Any]


@dataclass
class Selection:
    """Columns of one object in the order of SELECT.

    Args:
        schema: all objects.
        type: the object; ``None`` for a parent that may be of several.
        leaves: name in the answer and how it is made.
        parents: selections of parents by relationship name.
        flat: dotted names with their terms, as CSV has them; child rows have no place there.
    """

    schema: Schema
    type: ObjectType | None
    leaves: dict[str, Leaf] = field(default_factory=dict)
    parents: dict[str, Selection] = field(default_factory=dict)
    flat: dict[str, Term] = field(default_factory=dict)
    _stored: list[str] = field(default_factory=list)

    def add(self, term: Term, name: str | None = None) -> None:
        """Add a field, of the object itself or of a parent.

        Raises:
            QueryError: it is selected already.
        """
        shown = name or term.name
        if shown in self.flat:
            raise QueryError(term.at, f"duplicate field selected: {shown}", "INVALID_FIELD")
        self.flat[shown] = term
        if name is not None or len(term.parts) == 1:
            self._add_leaf(shown, term.read, is_stored=term.is_direct and term.field.is_stored)
        else:
            self._parent(term.parts[0]).add_below(term, 1)

    def add_below(self, term: Term, depth: int) -> None:
        """Add a field that lies ``depth`` relationships up."""
        name = term.parts[depth]
        if depth < len(term.parts) - 1:
            self._parent(name).add_below(term, depth + 1)
        elif term.field is TYPE_OF_PARENT:
            self._add_leaf(name, type_name)
        elif self.type is not None:
            self._add_leaf(name, reader(self.type, term.field), is_stored=term.field.is_stored)
        else:
            self._add_leaf(name, _by_name(name))

    def add_children(self, name: str, leaf: Leaf, at: int) -> None:
        """Add child rows.

        Raises:
            QueryError: the relationship is selected already.
        """
        if name in self.leaves:
            raise QueryError(at, f"duplicate relationship selected: {name}", "INVALID_FIELD")
        self._add_leaf(name, leaf)

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Return a row as JSON content."""
        name = self.type.name if self.type is not None else type_name(record, view)
        rendered: dict[str, Any] = {"attributes": attributes(name, record, view)}
        if len(self._stored) == len(self.leaves):
            for each in self._stored:
                rendered[each] = record.get(each)
            return rendered
        for each, leaf in self.leaves.items():
            rendered[each] = leaf(record, view)
        return rendered

    def _add_leaf(self, name: str, leaf: Leaf, *, is_stored: bool = False) -> None:
        self.leaves[name] = leaf
        if is_stored:
            self._stored.append(name)

    def _parent(self, relationship: str) -> Selection:
        """Return the selection below a relationship, which is made when it is first needed."""
        if relationship not in self.parents:
            reference = self.type.relationship(relationship) if self.type is not None else None
            if self.type is not None and reference is not None and len(reference.reference_to) == 1:
                below = Selection(self.schema, self.schema.type_named(reference.reference_to[0]))
                self._add_leaf(relationship, _one_kind(below, reader(self.type, reference)))
            else:
                below = Selection(self.schema, None)
                self._add_leaf(relationship, _any_kind(below, relationship))
            self.parents[relationship] = below
        return self.parents[relationship]


def _by_name(name: str) -> Leaf:
    def take(record: Record, view: View) -> Any:
        return read_named(record, name, view)

    return take


def _one_kind(below: Selection, read: Reader) -> Leaf:
    """Return the function that renders a parent of one certain object."""
    assert below.type is not None, "the object is known"
    collection = below.type.name

    def take(record: Record, view: View) -> Any:
        parent_id = read(record, view)
        parent = view.org.store[collection].get(parent_id) if parent_id is not None else None
        return below.render(parent, view) if parent is not None else None

    return take


def _any_kind(below: Selection, relationship: str) -> Leaf:
    """Return the function that renders a parent of one of several objects."""

    def take(record: Record, view: View) -> Any:
        type = view.org.schema.type_of_id(record["Id"])
        reference = type.relationship(relationship) if type is not None else None
        parent = view.org.row(read_named(record, reference.name, view)) if reference is not None else None
        return below.render(parent, view) if parent is not None else None

    return take
