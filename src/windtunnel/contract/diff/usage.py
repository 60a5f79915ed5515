"""What one consumer uses of an API: which operations it calls, what it sends, and what it reads of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Used:
    """Something that a consumer reads or sends.

    Args:
        name: a path in a body (``$.records[].Id``), a header, or a parameter with its place (``query.limit``).
        lines: where in the consumer's code, ``file:line``, the first one first.
        always: whether it is sent whenever it could be; of no meaning for what is read.
    """

    name: str
    lines: tuple[str, ...] = ()
    always: bool = True


@dataclass(frozen=True)
class OperationUsage:
    """What is used of one operation.

    Args:
        id: the operationId; ``METHOD path`` where the consumer's contract gives none.
        method: upper case.
        path: full path template.
        lines: where it is called.
        statuses: of the answers that were met.
        media: content types of the bodies that were sent.
        reads: fields of answers.
        headers: headers of answers, in lower case.
        parameters: what was sent besides the body, ``query.limit``, ``header.x-request-id``, ``cookie.session``.
        properties: fields of request bodies.
    """

    id: str
    method: str
    path: str
    lines: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    media: tuple[str, ...] = ()
    reads: tuple[Used, ...] = ()
    headers: tuple[Used, ...] = ()
    parameters: tuple[Used, ...] = ()
    properties: tuple[Used, ...] = ()

    @cached_property
    def read_headers(self) -> Mapping[str, Used]:
        """The headers by name."""
        return {each.name: each for each in self.headers}

    @cached_property
    def sent(self) -> Mapping[str, Used]:
        """The parameters by place and name."""
        return {each.name: each for each in self.parameters}


@dataclass(frozen=True)
class Usage:
    """What one consumer uses of one system.

    Args:
        system: name of the system.
        operations: what it calls.
    """

    system: str
    operations: tuple[OperationUsage, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a finding means for one consumer.

    Args:
        level: name of the level that the change has for whoever uses everything.
        reason: why the finding has the level that it has.
        lines: of the consumer's code that the change concerns.
    """

    level: str
    reason: str
    lines: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the impact as plain data."""
        return {"level": self.level, "reason": self.reason, "lines": list(self.lines)}
