"""Finding the operation that a request calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from windtunnel.contract.document import Operation
from windtunnel.kernel.errors import FileError

from .elsewhere import Elsewhere
from .problem import MethodNotAllowed, NotBuilt, UnknownRoute

_PARAMETER = re.compile(r"\{([^{}]+)\}")
CACHED_PATHS_MAX = 4096


@dataclass
class _Pattern:
    """A segment that mixes text and parameters, such as ``Set('{id}')``, or is one parameter."""

    expression: re.Pattern[str] | None
    names: tuple[str, ...]
    node: _Node


@dataclass
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict)
    patterns: dict[str, _Pattern] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)


Match = tuple[_Node, dict[str, str]]
Matches = tuple[Match, ...]
"""Every way in which a path fits, best first."""


class Routes:
    """A trie over path segments: cost depends on the length of the path, not on the number of operations.

    A literal segment wins over one that mixes text and parameters, and that one over a parameter. A path that fits in
    several ways is served by the first of them that has the method. A trailing slash is ignored. A path that the
    vendor alone serves belongs to no operation, whatever parameter would take it.

    Args:
        operations: what is served.
        not_simulated: patterns of what the vendor serves besides, as in ``Profile.not_simulated``.

    Raises:
        FileError: two operations have the same method and path.
    """

    def __init__(self, operations: Iterable[Operation], not_simulated: Iterable[str] = ()) -> None:
        self._root = _Node()
        self._elsewhere = Elsewhere(not_simulated)
        self._cache: dict[str, Matches] = {}
        for operation in operations:
            self._add(operation)

    def find(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation and its path parameters.

        Raises:
            NotBuilt: the vendor serves this, and the simulator does not.
            UnknownRoute: nobody has this path.
            MethodNotAllowed: operations have it, but none with this method.
        """
        matches = self._cache.get(path)
        if matches is None:
            matches = self._match(path)
        for node, parameters in matches:
            operation = node.operations.get(method)
            if operation is not None:
                return operation, parameters
        if self._elsewhere.covers(path, method):
            raise NotBuilt(f"{method} {path} is not simulated")
        if not matches:
            raise UnknownRoute(f"nothing is served at {path}")
        raise MethodNotAllowed(tuple(sorted({method for node, _ in matches for method in node.operations})))

    def _match(self, path: str) -> Matches:
        own = not self._elsewhere.covers(path)
        matches = tuple(_walk(self._root, path.strip("/").split("/"), 0, {})) if own else ()
        if len(self._cache) >= CACHED_PATHS_MAX:
            self._cache.clear()
        self._cache[path] = matches
        return matches

    def _add(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.strip("/").split("/"):
            node = _child(node, segment)
        if operation.method in node.operations:
            raise FileError(f"two operations at {operation.method} {operation.path}")
        node.operations[operation.method] = operation


def _child(node: _Node, segment: str) -> _Node:
    names = tuple(_PARAMETER.findall(segment))
    if not names:
        return node.literal.setdefault(segment, _Node())
    shape = _PARAMETER.sub("{}", segment)
    key = f"{shape} {' '.join(names)}"
    if key not in node.patterns:
        node.patterns[key] = _Pattern(None if shape == "{}" else _expression(segment), names, _Node())
    return node.patterns[key].node


def _expression(segment: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(segment)
    text = "".join(re.escape(part) if index % 2 == 0 else "(.+?)" for index, part in enumerate(parts))
    return re.compile(text)


def _walk(node: _Node, segments: list[str], index: int, parameters: dict[str, str]) -> Iterator[Match]:
    if index == len(segments):
        if node.operations:
            yield node, parameters
        return
    segment = segments[index]
    literal = node.literal.get(segment)
    if literal is not None:
        yield from _walk(literal, segments, index + 1, parameters)
    for pattern in sorted(node.patterns.values(), key=lambda each: each.expression is None):
        values = _fit(pattern, segment)
        if values is not None:
            yield from _walk(pattern.node, segments, index + 1, {**parameters, **values})


def _fit(pattern: _Pattern, segment: str) -> dict[str, str] | None:
    if pattern.expression is None:
        return {pattern.names[0]: segment} if segment else None
    match = pattern.expression.fullmatch(segment)
    return dict(zip(pattern.names, match.groups(), strict=True)) if match else None
