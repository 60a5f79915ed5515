"""Finding the operation of a contract that a method and a path call, without a simulator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from .document import Operation

PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class _Way:
    """A path template made ready: ``expression`` has a group for each name."""

    operation: Operation
    names: tuple[str, ...]
    expression: re.Pattern[str]


class Locator:
    """Finds operations by what was called; a trailing slash is ignored.

    A template with a literal segment wins over one that has a parameter there, the first segment first.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._ways: dict[tuple[str, int], list[_Way]] = {}
        for operation in sorted(operations, key=_generality):
            segments = operation.path.strip("/").split("/")
            way = _Way(operation, tuple(PARAMETER.findall(operation.path)), _expression(segments))
            self._ways.setdefault((operation.method, len(segments)), []).append(way)

    def find(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]] | None:
        """Return the operation that is called and its path parameters, decoded; ``None`` when no operation fits.

        Args:
            method: upper case.
            path: as sent, without the query.
        """
        sent = path.strip("/")
        for way in self._ways.get((method, sent.count("/") + 1), ()):
            found = way.expression.fullmatch(sent)
            if found is not None:
                return way.operation, dict(zip(way.names, map(unquote, found.groups()), strict=True))
        return None


def _generality(operation: Operation) -> tuple[int, ...]:
    """Return for each segment 0 where it is literal, 1 where it is text and parameters, 2 where it is a parameter."""
    segments = operation.path.strip("/").split("/")
    return tuple(2 if PARAMETER.fullmatch(each) else int(PARAMETER.search(each) is not None) for each in segments)


def _expression(segments: Iterable[str]) -> re.Pattern[str]:
    parts = PARAMETER.split("/".join(segments))
    return re.compile("".join(re.escape(part) if index % 2 == 0 else "([^/]+?)" for index, part in enumerate(parts)))
