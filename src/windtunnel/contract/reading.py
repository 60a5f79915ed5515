"""Reading a description that nobody vouches for: JSON or YAML, fast, with limits on everything that can explode.

Two things differ from ``yaml12``. Nothing is built that the limits forbid: size, depth, number of values and what
aliases expand to are counted while the text is read. And keys are always text, since a description's keys are names
(``200:`` and ``"200":`` are the same response).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from typing import Any

import orjson
import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs leave it out of __all__

from windtunnel.kernel.errors import FileError

from . import yaml12

JSON_BYTES_MAX = 32 * 1024 * 1024
YAML_BYTES_MAX = 12 * 1024 * 1024
CONTAINERS_MAX = 1_000_000
VALUES_MAX = 4_000_000
YAML_VALUES_MAX = 700_000
DEPTH_MAX = 200
NUMBER_CHARACTERS_MAX = 18
"""Longer whole numbers are read as floating-point numbers, as JSON readers do."""
BITS_MAX = 64
"""So are longer hexadecimal and octal ones."""

_CORE = "tag:yaml.org,2002:"
_MERGE = "<<"


def parse(data: bytes, name: str) -> Any:
    """Return a JSON or YAML document as data, every key a text.

    Args:
        data: the document; UTF-8.
        name: of the document, for errors.

    Raises:
        FileError: it is neither JSON nor YAML, or larger, deeper or more numerous than a description can be.
    """
    if data.lstrip()[:1] == b"{" and not name.endswith((".yaml", ".yml")):
        return _parse_json(data, name)
    return _parse_yaml(data, name)


def _parse_json(data: bytes, name: str) -> Any:
    _limit(len(data), JSON_BYTES_MAX, "bytes of JSON", name)
    _limit(data.count(b"{") + data.count(b"["), CONTAINERS_MAX, "objects and lists", name)
    _limit(data.count(b","), VALUES_MAX, "values", name)
    text = _text(data, name)
    try:
        value = orjson.loads(text)
        orjson.dumps(value)  # far cheaper than walking it, and refuses what is nested deeper than anything can compare
        json.loads(text, object_pairs_hook=_refuse_doubles)  # the fast reader drops all but the last of equal keys
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileError(f"not valid JSON: {error.msg}", file=name, place=place) from error
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise FileError("nested deeper than a description can be", file=name) from error
    except _DoubleKeyError as error:
        raise FileError(f"the key {error.args[0]!r} appears twice in one object", file=name) from error
    return value


class _DoubleKeyError(Exception):
    """An object has a key twice; the argument is the key."""


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> None:
    keys = {key for key, _ in pairs}
    if len(keys) != len(pairs):
        raise _DoubleKeyError(next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1))


def _text(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("UTF-16 or UTF-32 text; a description is read as UTF-8", file=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", file=name) from error


def _parse_yaml(data: bytes, name: str) -> Any:
    _limit(len(data), YAML_BYTES_MAX, "bytes of YAML", name)
    text = _text(data, name)
    try:
        return _Builder(text, name).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        raise FileError(f"not valid YAML: {error.problem}", file=name, place=place) from error
    except yaml.reader.ReaderError as error:
        place = f"character {error.position + 1}"
        raise FileError(
            f"not valid YAML: the control character U+{error.character:04X}", file=name, place=place
        ) from error
    except yaml.YAMLError as error:
        raise FileError(f"not valid YAML: {error}", file=name) from error


def _limit(found: int, allowed: int, what: str, name: str) -> None:
    if found > allowed:
        raise FileError(f"{found:,} {what}; a description of an API may have {allowed:,}", file=name)


class _Mapping:
    """A mapping under construction."""

    __slots__ = ("anchor", "key", "merged", "start", "value")

    def __init__(self, anchor: str | None, start: int) -> None:
        self.value: dict[str, Any] = {}
        self.key: str | None = None
        self.merged: list[Any] = []
        self.anchor = anchor
        self.start = start


class _Sequence:
    """A sequence under construction."""

    __slots__ = ("anchor", "start", "value")

    def __init__(self, anchor: str | None, start: int) -> None:
        self.value: list[Any] = []
        self.anchor = anchor
        self.start = start


class _Builder:
    """Builds data from the events of a parser."""

    def __init__(self, text: str, name: str) -> None:
        self._parser = CParser(text)
        self._name = name
        self._open: list[_Mapping | _Sequence] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._plain: dict[str, Any] = {}
        self._count = 0
        self._documents = 0
        self._root: Any = None

    def build(self) -> Any:
        """Return the one document of the stream."""
        next_event = self._parser.get_event
        while True:
            event = next_event()
            if isinstance(event, yaml.ScalarEvent):  # two of three are
                self.scalar(event)
            elif isinstance(event, yaml.StreamEndEvent):
                return self._root
            else:
                _HANDLERS[type(event)](self, event)

    def ignore(self, event: yaml.Event) -> None:
        """Do nothing at the start of the stream and the end of a document."""

    def start_document(self, event: yaml.Event) -> None:
        """Refuse a second document."""
        self._documents += 1
        if self._documents > 1:
            raise self._refused("more than one YAML document", event)

    def start_mapping(self, event: yaml.MappingStartEvent) -> None:
        """Open a mapping."""
        self._opened(_Mapping(event.anchor, self._count), event)

    def start_sequence(self, event: yaml.SequenceStartEvent) -> None:
        """Open a sequence."""
        self._opened(_Sequence(event.anchor, self._count), event)

    def end_collection(self, event: yaml.Event) -> None:
        """Close what was opened last and put it where it belongs."""
        closed = self._open.pop()
        if isinstance(closed, _Mapping):
            for source in closed.merged:
                for key, value in source.items():
                    closed.value.setdefault(key, value)
        if closed.anchor:
            self._anchors[closed.anchor] = closed.value, self._count - closed.start
        self._put(closed.value, event)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """Put a key or a value."""
        self._count += 1
        if self._count > YAML_VALUES_MAX:
            raise self._too_many(event)
        frame = self._open[-1] if self._open else None
        value: Any = event.value
        if isinstance(frame, _Mapping) and frame.key is None:
            self._set_key(frame, value, event)
        else:
            if event.tag is not None:
                value = self._tagged(event.tag, value, event)
            elif event.implicit[0]:
                value = self._meant(value)
            if isinstance(value, float) and not math.isfinite(value):
                raise self._refused(f"{event.value[:NUMBER_CHARACTERS_MAX]} is no number that JSON can hold", event)
            self._put(value, event)
        if event.anchor:
            self._anchors[event.anchor] = value, 1

    def alias(self, event: yaml.AliasEvent) -> None:
        """Put what an anchor stands for; it counts as often as it is used."""
        if event.anchor not in self._anchors:
            raise self._refused(f"the alias *{event.anchor} stands for nothing that is complete", event)
        value, size = self._anchors[event.anchor]
        self._counted(size, event)
        frame = self._open[-1]
        if isinstance(frame, _Mapping) and frame.key is None:
            if not isinstance(value, str):
                raise self._refused("a key must be a single value", event)
            self._set_key(frame, value, event)
            return
        self._put(value, event)

    def _opened(self, frame: _Mapping | _Sequence, event: yaml.Event) -> None:
        self._counted(1, event)
        if self._open:
            parent = self._open[-1]
            if isinstance(parent, _Mapping) and parent.key is None:
                raise self._refused("a key must be a single value", event)
        if len(self._open) >= DEPTH_MAX:
            raise self._refused(f"nested deeper than {DEPTH_MAX}", event)
        if frame.anchor:
            self._anchors.pop(frame.anchor, None)
        self._open.append(frame)

    def _set_key(self, frame: _Mapping, key: str, event: yaml.Event) -> None:
        if key in frame.value:
            raise self._refused(f"the key {key!r} appears twice", event)
        frame.key = key

    def _put(self, value: Any, event: yaml.Event) -> None:
        if not self._open:
            self._root = value
            return
        frame = self._open[-1]
        if isinstance(frame, _Sequence):
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        assert key is not None
        if key == _MERGE:
            frame.merged += self._merge_sources(value, event)
        else:
            frame.value[key] = value

    def _merge_sources(self, value: Any, event: yaml.Event) -> list[Any]:
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise self._refused("a merge key takes mappings", event)
        return sources

    def _meant(self, text: str) -> Any:
        """Return the meaning of an unquoted scalar, worked out once."""
        if text not in self._plain:
            self._plain[text] = _plain(text)
        return self._plain[text]

    def _tagged(self, tag: str, text: str, event: yaml.Event) -> Any:
        if tag in {"!", _CORE + "str"}:
            return text
        kind = tag.removeprefix(_CORE)
        if not tag.startswith(_CORE) or kind not in _CONSTRUCTED:
            raise self._refused(f"the tag {tag} has no meaning in a description", event)
        return _plain(text)

    def _counted(self, values: int, event: yaml.Event) -> None:
        self._count += values
        if self._count > YAML_VALUES_MAX:
            raise self._too_many(event)

    def _too_many(self, event: yaml.Event) -> FileError:
        return self._refused(f"more than {YAML_VALUES_MAX:,} values, aliases expanded", event)

    def _refused(self, message: str, event: yaml.Event) -> FileError:
        mark = event.start_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        return FileError(message, file=self._name, place=place)


_HANDLERS: dict[type, Callable[[_Builder, Any], None]] = {
    yaml.StreamStartEvent: _Builder.ignore,
    yaml.DocumentStartEvent: _Builder.start_document,
    yaml.DocumentEndEvent: _Builder.ignore,
    yaml.MappingStartEvent: _Builder.start_mapping,
    yaml.MappingEndEvent: _Builder.end_collection,
    yaml.SequenceStartEvent: _Builder.start_sequence,
    yaml.SequenceEndEvent: _Builder.end_collection,
    yaml.AliasEvent: _Builder.alias,
}


def _plain(text: str) -> Any:
    """Return the meaning of an unquoted scalar in the YAML 1.2 core schema."""
    for tag, rule in yaml12.Loader.yaml_implicit_resolvers.get(text[:1], ()):
        if rule.match(text):
            construct = _CONSTRUCTED.get(tag.removeprefix(_CORE))
            if construct is not None:
                return construct(text)
    return text


def _whole_number(text: str) -> int | float:
    if not text.startswith(("0o", "0x")):
        return int(text) if len(text) <= NUMBER_CHARACTERS_MAX else float(text)
    number = int(text, 8 if text.startswith("0o") else 16)
    if number.bit_length() < BITS_MAX:
        return number
    return float(number) if number.bit_length() < sys.float_info.max_exp else math.inf


def _number(text: str) -> float:
    special = text.lstrip("+-").lower()
    if special in {".inf", ".nan"}:
        return float(("-" if text.startswith("-") else "") + special[1:])
    return float(text)


_CONSTRUCTED: dict[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() == "true",
    "int": _whole_number,
    "float": _number,
}
