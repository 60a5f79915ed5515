"""What pydantic models read: their declared fields, at the line of the source where each is declared."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from .reads import ITEMS, Line, Source
from .traced import Tracer, plain

DEPTH_MAX = 30
UNIONS = (Union, types.UnionType)
MAPPINGS = (dict, Mapping)
"""Annotations of objects with free keys: whoever gets the object may read any of them."""


def note_fields(model: Any, value: Any, tracer: Tracer, source: Source, path: str, depth: int = 0) -> None:
    """Note everything that a model, or a type that is made of models, reads of ``value``.

    Args:
        model: a model, or an annotation.
        value: the data that is checked against it.
        tracer: notes it.
        source: the answer that holds the data.
        path: where in the answer it stands.
        depth: how deep this is nested.
    """
    if depth > DEPTH_MAX:
        return
    arguments = get_args(model)
    if get_origin(model) is Annotated:
        note_fields(arguments[0], value, tracer, source, path, depth)
    elif get_origin(model) in UNIONS:
        for each in arguments:
            note_fields(each, value, tracer, source, path, depth + 1)
    elif _is_model(model) and isinstance(value, Mapping):
        _note_model(model, value, tracer, source, path, depth)
    elif isinstance(value, Mapping) and get_origin(model) in MAPPINGS:
        line = tracer.reads.line_of(source, path)
        for name, each in dict.items(value) if isinstance(value, dict) else value.items():
            tracer.reads.add(source, f"{path}.{name}", line, plain(each))
    elif isinstance(value, list) and arguments:
        for each in value:
            note_fields(arguments[0], each, tracer, source, path + ITEMS, depth + 1)


def _note_model(
    model: type[BaseModel], value: Mapping[str, Any], tracer: Tracer, source: Source, path: str, depth: int
) -> None:
    members = dict.copy(value) if isinstance(value, dict) else dict(value)
    declared = set()
    for name, definition in model.model_fields.items():
        for wire_name in _wire_names(name, definition):
            declared.add(wire_name)
            example = (plain(members[wire_name]),) if wire_name in members else ()
            tracer.reads.add(source, f"{path}.{wire_name}", _line(model, name, tracer), *example)
            if wire_name in members:
                inner = f"{path}.{wire_name}"
                note_fields(definition.annotation, members[wire_name], tracer, source, inner, depth + 1)
    if model.model_config.get("extra") == "allow":
        for name in (each for each in members if each not in declared):
            tracer.reads.add(source, f"{path}.{name}", _line(model, "", tracer), plain(members[name]))


def _wire_names(name: str, definition: FieldInfo) -> Iterator[str]:
    alias = definition.validation_alias or definition.alias
    if isinstance(alias, AliasChoices):
        yield from (each for each in alias.choices if isinstance(each, str))
    else:
        yield alias if isinstance(alias, str) else name


def _is_model(model: Any) -> bool:
    return inspect.isclass(model) and issubclass(model, BaseModel)


def _line(model: type[BaseModel], field: str, tracer: Tracer) -> Line | None:
    """Return where a field is declared, in the model itself or in the base that has it; else where the model is."""
    for owner in model.__mro__:
        place = _declared(owner).get(field) if field in getattr(owner, "__annotations__", {}) else None
        if place is not None:
            return tracer.line(*place)
    place = _declared(model).get("")
    return tracer.line(*place) if place is not None else None


@lru_cache(maxsize=1024)
def _declared(model: type) -> Mapping[str, tuple[Path, int]]:
    """Return the lines of a class's annotated names; the empty name is the class itself."""
    try:
        file = Path(inspect.getsourcefile(model) or "")
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    except (OSError, TypeError, SyntaxError):
        return {}
    found = next((node for node in nodes if isinstance(node, ast.ClassDef) and node.name == model.__name__), None)
    if found is None:
        return {}
    lines = {
        node.target.id: (file, node.lineno)
        for node in found.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    return {**lines, "": (file, found.lineno)}
