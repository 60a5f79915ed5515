"""YAML as OpenAPI and scenarios mean it: only true and false are booleans, dates stay text, keys are unique."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from windtunnel.kernel.errors import FileError


class Loader(yaml.CSafeLoader):
    """A safe loader with the YAML 1.2 core scalars."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag.rsplit(":", 1)[-1] not in ("bool", "timestamp", "value")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _unique_mapping(loader: Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = key_node.value
        if key in seen and key != "<<":
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} appears twice", key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


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
    return parse(read_text(path), path)


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
