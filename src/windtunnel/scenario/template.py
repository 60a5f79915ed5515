"""Templates that make requests from rows: ``{field}`` stands for a value of the row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from windtunnel.kernel.errors import UnknownNameError

_FIELD = re.compile(r"\{([^{}]+)\}")


def render(template: Any, values: Mapping[str, Any], place: str) -> Any:
    """Return ``template`` with its fields filled in, at every depth.

    A text that is nothing but one field becomes the field's value with its type; within a longer text the value is
    written out.

    Args:
        template: mappings, lists, texts; anything else stays as it is.
        values: fields by name.
        place: named in errors.

    Raises:
        UnknownNameError: there is no such field.
    """
    if isinstance(template, Mapping):
        return {name: render(each, values, f"{place}.{name}") for name, each in template.items()}
    if isinstance(template, list | tuple):
        return [render(each, values, f"{place}[{index}]") for index, each in enumerate(template)]
    if not isinstance(template, str):
        return template
    alone = _FIELD.fullmatch(template)
    if alone:
        return _value(alone[1], values, place)
    return _FIELD.sub(lambda found: str(_value(found[1], values, place)), template)


def _value(name: str, values: Mapping[str, Any], place: str) -> Any:
    if name not in values:
        raise UnknownNameError("field", name, map(str, values), place=place)
    return values[name]
