"""What an adapter uses of a system, found out by running its probes: the ground on which a diff is narrowed to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from windtunnel.content.project import Project
from windtunnel.contract.diff.usage import OperationUsage, Usage, Used
from windtunnel.contract.document import Contract
from windtunnel.contract.drift.bodies import NOTHING, read_request
from windtunnel.kernel.errors import InconclusiveError
from windtunnel.world.http import Request

from .assessment import control_of
from .bench import open_bench
from .probes import Probe
from .reads import ITEMS, TOP, Line, Reads
from .recording import Recording, Turn

TRANSPORT_HEADERS = frozenset(
    {"accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "cookie", "host"}
)
"""Headers that OpenAPI does not describe as parameters, and those that every client sends."""
NESTING_MAX = 16


@dataclass(frozen=True)
class Watched:
    """What was seen of one probe.

    Args:
        contract: of the system.
        reads: what it read, and the lines that led to its calls.
        turns: its conversation with the system.
    """

    contract: Contract
    reads: Reads
    turns: Sequence[Turn]


def usage_by_running(project: Project, system: str, probes: Iterable[Probe]) -> Usage:
    """Run the probes of a system, unchanged, and return what they use.

    Raises:
        InconclusiveError: a probe fails, or cannot be repeated: what it would have used is not known.
    """
    return usage_of(system, [_watched(project, system, probe) for probe in probes])


def usage_of(system: str, watched: Iterable[Watched]) -> Usage:
    """Return what was used, put together from several probes."""
    found: dict[str, _Found] = {}
    for each in watched:
        for turn in each.turns:
            if turn.request is not None:
                _found(found, each.contract, turn).add(turn.request, turn.response.status)
        for operation, calls in each.reads.calls.items():
            if operation in found:
                found[operation].calls += calls
        for read in each.reads:
            if read.operation in found:
                lines = found[read.operation].reads[read.where].setdefault(read.path, {})
                lines.update(dict.fromkeys(map(str, read.lines)))
    shared = _shared(found.values())
    return Usage(system, tuple(each.usage(system, shared) for each in found.values()))


def _watched(project: Project, system: str, probe: Probe) -> Watched:
    with open_bench() as bench:
        recording = Recording(project, system, probe)
        try:
            reads, control = control_of(bench, recording, probe, project.roots[0])
        except InconclusiveError as error:
            raise InconclusiveError(f"what {system} {probe.name} uses is not known: {error}") from error
        return Watched(recording.contract, reads, control.turns)


@dataclass
class _Objects:
    """The members that objects at one place of request bodies had."""

    count: int = 0
    members: dict[str, int] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> None:
        self.count += 1
        for name in names:
            self.members[name] = self.members.get(name, 0) + 1

    def always(self, name: str) -> bool:
        return self.members.get(name) == self.count


@dataclass
class _Found:
    """What is used of one operation, as it is found out."""

    id: str
    method: str
    path: str
    statuses: dict[int, None] = field(default_factory=dict)
    media: dict[str, None] = field(default_factory=dict)
    parameters: _Objects = field(default_factory=_Objects)
    bodies: dict[str, _Objects] = field(default_factory=dict)
    calls: list[tuple[Line, ...]] = field(default_factory=list)
    reads: Mapping[str, dict[str, dict[str, None]]] = field(default_factory=lambda: {"body": {}, "header": {}})

    def add(self, request: Request, status: int) -> None:
        """Add one call."""
        self.statuses[status] = None
        self.parameters.add(dict.fromkeys(_parameters(request)))
        if request.content_type and request.body:
            self.media[request.content_type] = None
        body = read_request(request)
        if body is not NOTHING:
            self._add_body(body, TOP)

    def _add_body(self, value: Any, path: str, depth: int = 0) -> None:
        if depth > NESTING_MAX:
            return
        if isinstance(value, Mapping):
            self.bodies.setdefault(path, _Objects()).add(value)
            for name, each in value.items():
                self._add_body(each, f"{path}.{name}", depth + 1)
        elif isinstance(value, list):
            for each in value:
                self._add_body(each, path + ITEMS, depth + 1)

    def usage(self, system: str, shared: frozenset[Line]) -> OperationUsage:
        """Return what was found, with the lines of the system's own code."""
        lines = tuple(dict.fromkeys(str(line) for call in self.calls if (line := _line(call, system, shared))))
        return OperationUsage(
            id=self.id,
            method=self.method,
            path=self.path,
            lines=lines,
            statuses=tuple(sorted(self.statuses)),
            media=tuple(self.media),
            reads=_read(self.reads["body"]),
            headers=_read(self.reads["header"]),
            parameters=tuple(Used(name, lines, self.parameters.always(name)) for name in self.parameters.members),
            properties=tuple(
                Used(f"{path}.{name}", lines, objects.always(name))
                for path, objects in self.bodies.items()
                for name in objects.members
            ),
        )


def _found(found: dict[str, _Found], contract: Contract, turn: Turn) -> _Found:
    assert turn.request is not None
    if turn.operation not in found:
        operation = contract.operations.get(turn.operation)
        path = turn.request.path if operation is None else operation.path
        found[turn.operation] = _Found(turn.operation, turn.request.method, path)
    return found[turn.operation]


def _parameters(request: Request) -> Iterator[str]:
    """Return what is sent besides the body: names, never values."""
    yield from (f"query.{name}" for name in request.argument_lists)
    yield from (f"header.{name}" for name in request.headers if name not in TRANSPORT_HEADERS)
    cookies = request.headers.get("cookie", "").split(";")
    yield from (f"cookie.{each.partition('=')[0].strip()}" for each in cookies if "=" in each)


def _read(found: Mapping[str, Mapping[str, None]]) -> tuple[Used, ...]:
    return tuple(Used(name, tuple(lines)) for name, lines in found.items())


def _shared(found: Iterable[_Found]) -> frozenset[Line]:
    """Return the lines that lead to calls of several operations: the code that all calls have in common."""
    seen: dict[Line, set[str]] = {}
    for each in found:
        for call in each.calls:
            for line in call:
                seen.setdefault(line, set()).add(each.id)
    return frozenset(line for line, operations in seen.items() if len(operations) > 1)


def _line(call: Sequence[Line], system: str, shared: frozenset[Line]) -> Line | None:
    """Return the line that a call is best known by.

    That is the nearest in a file or folder of the system's name, if there is one, and there as elsewhere rather one
    that no other operation's calls go through.
    """
    own = [line for line in call if system in PurePath(line.file).with_suffix("").parts]
    ways = ([each for each in own if each not in shared], own, [each for each in call if each not in shared], call)
    return next((line for lines in ways for line in lines), None)
