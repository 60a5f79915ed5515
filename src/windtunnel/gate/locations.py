"""Where in a file a JSON pointer leads: the line to open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs leave it out of __all__

Path = tuple[str, ...]


def lines_of(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """Return the line, from 1, of each pointer, or of the nearest place above it that exists.

    Args:
        text: a YAML or JSON document.
        pointers: ``#/components/schemas/Ticket``.
    """
    wanted = {pointer: _parts(pointer) for pointer in pointers}
    known: dict[Path, int] = {(): 1}
    needed = {parts[:length] for parts in wanted.values() for length in range(1, len(parts) + 1)}
    try:
        _walk(CParser(text), (), needed, known)
    except yaml.YAMLError:
        return dict.fromkeys(wanted, 1)
    return {pointer: _nearest(parts, known) for pointer, parts in wanted.items()}


def _parts(pointer: str) -> Path:
    inner = pointer.removeprefix("#").strip("/")
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in inner.split("/")) if inner else ()


def _nearest(parts: Path, known: dict[Path, int]) -> int:
    return next(known[parts[:length]] for length in range(len(parts), -1, -1) if parts[:length] in known)


def _walk(parser: CParser, path: Path, needed: set[Path], known: dict[Path, int]) -> None:
    """Note the lines of the places that are needed; what lies elsewhere is skipped."""
    while not parser.check_event(yaml.StreamEndEvent):
        if parser.check_event(yaml.MappingStartEvent, yaml.SequenceStartEvent):
            _node(parser, path, needed, known)
        else:
            parser.get_event()


def _node(parser: CParser, path: Path, needed: set[Path], known: dict[Path, int]) -> None:
    start = parser.get_event()
    if isinstance(start, yaml.MappingStartEvent):
        _mapping(parser, path, needed, known)
    elif isinstance(start, yaml.SequenceStartEvent):
        _sequence(parser, path, needed, known)


def _mapping(parser: CParser, path: Path, needed: set[Path], known: dict[Path, int]) -> None:
    while not parser.check_event(yaml.MappingEndEvent):
        key = parser.get_event()
        inner = (*path, str(getattr(key, "value", "")))
        if inner in needed:
            known.setdefault(inner, _line(key))
            _node(parser, inner, needed, known)
        else:
            _skip(parser)
    parser.get_event()


def _sequence(parser: CParser, path: Path, needed: set[Path], known: dict[Path, int]) -> None:
    index = 0
    while not parser.check_event(yaml.SequenceEndEvent):
        inner = (*path, str(index))
        if inner in needed:
            known.setdefault(inner, _line(parser.peek_event()))
            _node(parser, inner, needed, known)
        else:
            _skip(parser)
        index += 1
    parser.get_event()


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _skip(parser: CParser) -> None:
    depth = 0
    while True:
        event = parser.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if not depth:
            return
