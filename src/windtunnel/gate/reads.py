"""What an adapter reads of a system's answers: fields and headers, with the line of code that reads each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

EXAMPLES_MAX = 20
ITEMS = "[]"
TOP = "$"
Where = Literal["body", "header"]


@dataclass(frozen=True, order=True)
class Line:
    """A line of code; the file is relative to the project's root."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass
class Read:
    """A field, or a header, that an adapter reads.

    Args:
        operation: whose answer holds it.
        path: from the top of the body (``$.records[].Id``), or the header's name.
        where: body or header.
        lines: where it is read; the first one first.
        examples: values that stood there.
        statuses: of the answers that held it.
    """

    operation: str
    path: str
    where: Where = "body"
    lines: list[Line] = field(default_factory=list)
    examples: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field's own name; empty for the items of a list."""
        last = self.path.rpartition(".")[2]
        return "" if last.endswith(ITEMS) else last


class Reads:
    """Everything that was read, in the order in which it was read first.

    Attributes:
        calls: by operation, the lines that led to each call, the nearest first.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, Where, str], Read] = {}
        self.calls: dict[str, list[tuple[Line, ...]]] = {}

    def __iter__(self) -> Iterator[Read]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def line_of(self, source: Source, path: str) -> Line | None:
        """Return the first line that reads a field, or the list that holds it."""
        for known in (path, path.removesuffix(ITEMS)):
            read = self._found.get((source.operation, "body", known))
            if read is not None and read.lines:
                return read.lines[0]
        return None

    def add(self, source: Source, path: str, line: Line | None, *example: Any, where: Where = "body") -> None:
        """Note that a path of an answer was read.

        Args:
            source: the answer.
            path: what was read.
            line: where; ``None`` when no code of the project did.
            example: the value that stood there, if there was one.
            where: body or header.
        """
        key = (source.operation, where, path)
        read = self._found.setdefault(key, Read(source.operation, path, where))
        if line is not None and line not in read.lines:
            read.lines.append(line)
        if source.status not in read.statuses:
            read.statuses.append(source.status)
        read.examples += [each for each in example if len(read.examples) < EXAMPLES_MAX]


@dataclass(frozen=True)
class Source:
    """An answer whose body is read."""

    operation: str
    status: int
