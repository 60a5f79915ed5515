"""Which parts of the two documents are the same, told without walking them twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from windtunnel.kernel.errors import FileError, InconclusiveError

from ..dialect import DATA_KEYS, NAME_KEYS
from .description import Description

_CONTAINERS = (dict, list)
_REFERENCE = re.compile(rb'"\$ref":("(?:[^"\\]|\\.)*")')


class Sameness:
    """Tells whether two nodes, and everything they refer to, are written alike.

    Unlike text is not a difference yet; like text is certainly none. That is what makes comparing two releases of a
    large document cheap.

    Raises:
        FileError: a reference leads outside the document or nowhere.
    """

    def __init__(self, old: Description, new: Description) -> None:
        self._old = old
        self._new = new
        self._comparable = old.levelled == new.levelled and old.version == new.version
        self._known: dict[str, bool] = {}
        self._references: dict[int, tuple[Any, frozenset[str]]] = {}

    def same(self, old: Any, new: Any) -> bool:
        """Tell whether two nodes and all they refer to are written alike."""
        if not self._comparable or not _alike(old, new):
            return False
        return all(self._same_target(reference) for reference in self._references_in(old))

    def _same_target(self, reference: str) -> bool:
        if reference not in self._known:
            self._judge(reference)
        return self._known[reference]

    def _judge(self, reference: str) -> None:
        """Judge everything that can be reached from a reference at once, so that circles need no special care."""
        users: dict[str, set[str]] = {}
        different: list[str] = []
        pending, seen = [reference], {reference}
        while pending:
            current = pending.pop()
            if current in self._known:
                different += [] if self._known[current] else [current]
                continue
            if not self._written_alike(current):
                different.append(current)
                continue
            for used in self._references_in(self._old.target(current)[0]):
                users.setdefault(used, set()).add(current)
                if used not in seen:
                    seen.add(used)
                    pending.append(used)
        tainted = _reached(different, users)
        for each in seen:
            self._known.setdefault(each, each not in tainted)

    def _written_alike(self, reference: str) -> bool:
        old = self._old.target(reference)[0]
        try:
            new = self._new.target(reference)[0]
        except FileError:
            return False  # moved or renamed; whether that is an error is for whoever refers to it in the new document
        return _alike(old, new)

    def _references_in(self, node: Any) -> frozenset[str]:
        known = self._references.get(id(node))
        if known is None:
            known = self._references[id(node)] = node, frozenset(references(node))
        return known[1]


def references(node: Any) -> set[str]:
    """Return every reference below a node; data (examples, defaults) and extensions hold none."""
    found: set[str] = set()
    pending: list[tuple[Any, bool]] = [(node, False)]
    while pending:
        current, names = pending.pop()
        if isinstance(current, list):
            pending += [(value, False) for value in current if isinstance(value, dict | list)]
        elif isinstance(current, dict):
            reference = None if names else current.get("$ref")
            if isinstance(reference, str):
                found.add(reference)
            for key, value in current.items():
                if value.__class__ in _CONTAINERS and (names or not (key in DATA_KEYS or key.startswith("x-"))):
                    pending.append((value, not names and key in NAME_KEYS))
    return found


def check_references(description: Description) -> None:
    """Refuse references that lead outside a document or in a circle, used or not.

    Raises:
        FileError: one does.
    """
    try:
        description.check_references(possible_references(description.document))
    except (FileError, orjson.JSONEncodeError):  # perhaps of something in data, which is no reference
        description.check_references(references(description.document))


def possible_references(document: Any) -> set[str]:
    """Return every text that stands where a reference may, in data too: far cheaper than ``references``."""
    return {orjson.loads(text) for text in {*_REFERENCE.findall(orjson.dumps(document))}}


def _alike(old: Any, new: Any) -> bool:
    """Tell whether two nodes are equal as JSON is: 1 is not true, though Python says so."""
    return bool(old == new) and written(old) == written(new)


def written(node: Any) -> bytes:
    """Return a node as text, its keys in order.

    Raises:
        InconclusiveError: it is nested deeper than a description can be.
    """
    try:
        return orjson.dumps(node, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InconclusiveError(f"nested too deeply to be compared: {error}") from error


def _reached(starts: list[str], edges: Mapping[str, set[str]]) -> set[str]:
    reached = set(starts)
    pending = list(starts)
    while pending:
        for following in edges.get(pending.pop(), ()):
            if following not in reached:
                reached.add(following)
                pending.append(following)
    return reached
