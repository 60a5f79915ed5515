"""Decoded JSON that notes what is read from it, and by whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from windtunnel.world.escape import is_library

from .reads import ITEMS, TOP, Line, Reads, Source

OWN_PACKAGE = "windtunnel.gate"
THIS_MODULE = f"{OWN_PACKAGE}.traced"
READ_EVERYTHING = (OWN_PACKAGE, "pydantic")
FRAMES_MAX = 60


class Tracer:
    """Notes reads for one run.

    Args:
        reads: where they are noted.
        root: lines are named relative to it.
    """

    def __init__(self, reads: Reads, root: Path) -> None:
        self.reads = reads
        self._root = root
        self.objects: list[TracedObject] = []

    def note(self, source: Source, path: str, *example: Any) -> None:
        """Note that somebody reads ``path``; pydantic, which goes through everything, is left out."""
        frames = _frames_outside()
        if frames and not frames[0].f_globals.get("__name__", "").startswith(READ_EVERYTHING):
            self.reads.add(source, path, self._own_line(frames), *map(plain, example))

    def note_header(self, source: Source, name: str, *example: str) -> None:
        """Note that the project's own code reads a header; what httpx reads by itself is left out."""
        frames = _frames_outside()
        if frames and not is_library(frames[0].f_code.co_filename):
            self.reads.add(source, name, self._own_line(frames), *example, where="header")

    def note_call(self, operation: str) -> None:
        """Note the lines of the project's own code that have led to a call."""
        lines = tuple(dict.fromkeys(self._own_lines(_frames_outside())))
        self.reads.calls.setdefault(operation, []).append(lines)

    def _own_line(self, frames: list[FrameType]) -> Line | None:
        """Return the nearest line of the project's own code; ``None`` when only libraries are at work."""
        return next(self._own_lines(frames), None)

    def _own_lines(self, frames: list[FrameType]) -> Iterator[Line]:
        for frame in frames:
            module = frame.f_globals.get("__name__", "")
            if not module.startswith(OWN_PACKAGE) and not is_library(frame.f_code.co_filename):
                yield self.line(Path(frame.f_code.co_filename), frame.f_lineno)

    def line(self, file: Path, number: int) -> Line:
        """Return a line under the project's name for its file."""
        resolved = file.resolve()
        inside = resolved.is_relative_to(self._root)
        return Line(str(resolved.relative_to(self._root) if inside else resolved), number)

    def wrap(self, value: Any, source: Source, path: str = TOP) -> Any:
        """Return decoded JSON that notes what is read from it."""
        if isinstance(value, Mapping):
            members = {name: self.wrap(each, source, f"{path}.{name}") for name, each in value.items()}
            traced = TracedObject(members)
            traced.place(self, source, path)
            self.objects.append(traced)
            return traced
        if isinstance(value, list):
            rows = TracedList(self.wrap(each, source, path + ITEMS) for each in value)
            rows.source, rows.path = source, path
            return rows
        return value

    def origin(self, value: Any) -> tuple[Source, str] | None:
        """Return where data came from: traced itself, or a copy of something that was."""
        if isinstance(value, TracedObject | TracedList):
            return value.source, value.path
        if isinstance(value, dict) and value:
            return next(((each.source, each.path) for each in self.objects if dict.__eq__(each, value)), None)
        return None


class TracedList(list[Any]):
    """A list from an answer."""

    source: Source
    path: str


class TracedObject(dict[str, Any]):
    """An object from an answer; whoever reads a member is noted."""

    tracer: Tracer
    source: Source
    path: str

    def place(self, tracer: Tracer, source: Source, path: str) -> None:
        """Say where this object stands."""
        self.tracer, self.source, self.path = tracer, source, path

    def _note(self, name: Any) -> None:
        example = (dict.__getitem__(self, name),) if dict.__contains__(self, name) else ()
        self.tracer.note(self.source, f"{self.path}.{name}", *example)

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return dict.__getitem__(self, name)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return dict.__contains__(self, name)

    def __iter__(self) -> Iterator[str]:
        for name in dict.__iter__(self):
            self._note(name)
            yield name

    def get(self, name: str, default: Any = None) -> Any:
        """Return a member."""
        self._note(name)
        return dict.get(self, name, default)

    def pop(self, name: str, *default: Any) -> Any:
        """Remove and return a member."""
        self._note(name)
        return dict.pop(self, name, *default)

    def keys(self) -> Any:
        """Return the names; whoever goes through them reads them."""
        return list(iter(self))

    def values(self) -> Any:
        """Return the members."""
        return [dict.__getitem__(self, name) for name in self]

    def items(self) -> Any:
        """Return names and members."""
        return [(name, dict.__getitem__(self, name)) for name in self]


class TracedHeaders(httpx.Headers):
    """Headers of an answer; whoever reads one is noted. httpx reads some itself: those count for nobody."""

    tracer: Tracer
    source: Source

    def _note(self, name: object) -> None:
        example = [value for key, value in self.multi_items() if key == str(name).lower()]
        self.tracer.note_header(self.source, str(name).lower(), *example)

    def __getitem__(self, name: str) -> str:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a header."""
        self._note(key)
        value = [each for name, each in self.multi_items() if name == key.lower()]
        return ", ".join(value) if value else default


def plain(value: Any) -> Any:
    """Return traced data without its traces."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in dict.items(value)}
    return [plain(each) for each in value] if isinstance(value, list) else value


def _frames_outside() -> list[FrameType]:
    """Return the frames that lead here, nearest first, without those of this module."""
    frames: list[FrameType] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(frames) < FRAMES_MAX:
        if frames or frame.f_globals.get("__name__") != THIS_MODULE:
            frames.append(frame)
        frame = frame.f_back
    return frames
