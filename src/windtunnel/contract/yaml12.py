"""YAML as OpenAPI and scenarios mean it: only true and false are booleans, dates stay text, keys are unique."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from windtunnel.kernel.errors import FileError


class Loader(yaml.CSafeLoader):
    """A safe loader with the YAML 1.2 core scalars: ``12:30`` is text, ``010`` is ten, ``1e3`` a number."""


REPLACED = ("bool", "float", "int", "timestamp", "value")
Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag.rsplit(":", 1)[-1] not in REPLACED]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
CORE_SCALARS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
)
for _name, _rule, _first in CORE_SCALARS:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"^(?:{_rule})$"), list(_first))


def _construct_int(loader: Loader, node: yaml.ScalarNode) -> int:
    text = str(node.value)
    return int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)


Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


def _unique_mapping(loader: Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None:
            raise yaml.constructor.ConstructorError(None, None, "a key must be a single value", key_node.start_mark)
        if key in seen and key != "<<":
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} appears twice", key_node.start_mark)
        seen.add(key)
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep)


def _construct_map(loader: Loader, node: yaml.MappingNode) -> Any:
    mapping: dict[Any, Any] = {}
    yield mapping
    mapping.update(_unique_mapping(loader, node))


Loader.add_constructor("tag:yaml.org,2002:map", _construct_map)


def parse(text: str, file: Path | str) -> Any:
    """Return ``text`` as data.

    Args:
        text: the YAML document.
        file: named in errors.

    Raises:
        FileError: it is not YAML; the message names line and column.
    """
    try:
        return yaml.load(text, Loader=Loader)  # noqa: S506 - derived from the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else None
        raise FileError(f"not valid YAML: {error.problem}", file=file, place=place) from error
    except yaml.YAMLError as error:
        raise FileError(f"not valid YAML: {error}", file=file) from error


def read(path: Path) -> Any:
    """Return the data of a YAML or JSON file.

    Raises:
        FileError: the file is missing, not UTF-8, or not YAML.
    """
    text = read_text(path)
    return parse_json(text, path) if path.suffix == ".json" else parse(text, path)


def parse_json(text: str, file: Path | str) -> Any:
    """Return the JSON document ``text`` as data, its keys unique as in YAML.

    Raises:
        FileError: it is not JSON; the message names line and column.
    """
    try:
        return json.loads(text, object_pairs_hook=_unique_object)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileError(f"not valid JSON: {error.msg}", file=file, place=place) from error
    except _KeyTwice as error:
        raise FileError(f"not valid JSON: {error}", file=file) from error


class _KeyTwice(Exception):
    """An object has the same key twice."""


def _unique_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _KeyTwice(f"the key {twice!r} appears twice")
    return found


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        FileError: the file is missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"not UTF-8 text (byte {error.start})", file=path) from error
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=path) from error
