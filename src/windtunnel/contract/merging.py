"""A contract in more than one file.

``openapi.yaml`` is the system's main description. ``openapi.beside.yaml`` may stand beside it, with the
operations that the vendor documents elsewhere (another API of the same host, a guide); its references to the
main file (``openapi.yaml#/components/...``) are followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import FileError

MAIN = "openapi.yaml"
BESIDE = "openapi.beside.yaml"
MERGED_COMPONENTS = ("schemas", "parameters", "responses", "requestBodies", "headers", "examples", "securitySchemes")


def merge(main: Mapping[str, Any], beside: Mapping[str, Any], file: Path) -> Mapping[str, Any]:
    """Return one document of two.

    Args:
        main: the main description.
        beside: what stands beside it.
        file: where ``beside`` came from, for errors.

    Raises:
        FileError: both describe the same operation or component.
    """
    added = _localised(beside)
    components = dict(main.get("components", {}))
    for kind in MERGED_COMPONENTS:
        parts = added.get("components", {}).get(kind, {})
        if parts:
            components[kind] = _joined(components.get(kind, {}), parts, f"components.{kind}", file)
    paths = dict(main.get("paths", {}))
    for path, item in added.get("paths", {}).items():
        paths[path] = _item(paths.get(path, {}), item, path, file)
    return {**main, "paths": paths, "components": components}


def _item(one: Mapping[str, Any], other: Mapping[str, Any], path: str, file: Path) -> Mapping[str, Any]:
    shared = {"parameters", "servers", "summary", "description"}
    clashes = sorted(set(one) & set(other) - shared)
    if clashes:
        raise FileError(f"{', '.join(clashes)} stands in {MAIN} too", file=file, place=f"paths.{path}")
    return {**one, **other}


def _joined(one: Mapping[str, Any], other: Mapping[str, Any], place: str, file: Path) -> Mapping[str, Any]:
    clashes = sorted(set(one) & set(other))
    if clashes:
        raise FileError(f"{', '.join(clashes)} stands in {MAIN} too", file=file, place=place)
    return {**one, **other}


def _localised(node: Any) -> Any:
    """Return ``node`` with references to the main file made local."""
    if isinstance(node, Mapping):
        return {
            name: value.removeprefix(MAIN) if name == "$ref" and isinstance(value, str) else _localised(value)
            for name, value in node.items()
        }
    return [_localised(each) for each in node] if isinstance(node, list) else node
