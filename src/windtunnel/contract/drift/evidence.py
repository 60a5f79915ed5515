"""What a JSON schema, and the name of a field, say about the values that stand there.

The functions with two arguments are what operators give as ``fits``; an empty name is no evidence against a field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..document import Schema

Fits = Callable[[Schema, str], bool]
"""Tells, by a field's schema (references resolved) and name, whether an operator makes sense there."""
TEXT, NUMBER, INTEGER, FLAG, LIST, OBJECT, NULL = "string", "number", "integer", "boolean", "array", "object", "null"
MOMENTS = ("date-time", "date")
LINKS = ("uri", "url", "uri-reference")
FORMATS_OF_FREE_TEXT = ("", "text", "textarea", "markdown", "html")
_IDENTIFIER = re.compile(r"(^|[_\-\W])(id|ids|key|gid|uuid|guid|number|ref)$|(I[dD]|Key|Guid|Uuid|GUID|Number|Ref)s?$")
_MOMENT = re.compile(r"(_at|_on|_ts|_time|date|time|timestamp|At|On|Ts|Time|Date|Timestamp)$")
_NAMES = {str: TEXT, bool: FLAG, int: INTEGER, float: NUMBER, list: LIST, dict: OBJECT, type(None): NULL}


def anything(schema: Schema, name: str) -> bool:
    """Any field."""
    return True


def stating(*wanted: str) -> Fits:
    """Fields whose schema states one of some types; an integer is a number too."""
    return lambda schema, name: _states(schema, *wanted)


def choice(schema: Schema, name: str) -> bool:
    """Fields that take one of several texts."""
    return any(isinstance(value, str) for value in values(schema)) and "const" not in schema


def constant(schema: Schema, name: str) -> bool:
    """Fields that always have the same text."""
    return isinstance(schema.get("const"), str)


def free_text(schema: Schema, name: str) -> bool:
    """Fields that take any text: no format, no list of values, not the notation of a date."""
    plain = _format(schema) in FORMATS_OF_FREE_TEXT and not values(schema)
    return plain and _states(schema, TEXT) and not moment(schema, name)


def moment(schema: Schema, name: str) -> bool:
    """Fields that hold a date or a time as text, by format or examples."""
    return _format(schema) in MOMENTS or (_states(schema, TEXT) and any(map(_is_moment, examples(schema))))


def time_of_day(schema: Schema, name: str) -> bool:
    """Fields that hold a time with its date."""
    return moment(schema, name) and _format(schema) != "date"


def epoch(schema: Schema, name: str) -> bool:
    """Fields that hold a time as a number, by name or examples."""
    numbers = [each for each in examples(schema) if isinstance(each, int | float)]
    return _states(schema, NUMBER) and (bool(_MOMENT.search(name)) or any(1e9 <= each < 1e13 for each in numbers))


def identifier(schema: Schema, name: str) -> bool:
    """Fields that may hold an id: text or a whole number, under the name of one."""
    text = _states(schema, TEXT) and not values(schema) and not moment(schema, name)
    return (text or _states(schema, INTEGER)) and (not name or bool(_IDENTIFIER.search(name)))


def reference(schema: Schema, name: str) -> bool:
    """Fields that hold the id of another object."""
    return name.lower() != "id" and identifier(schema, name)


def fraction(schema: Schema, name: str) -> bool:
    """Fields whose numbers have digits behind the point."""
    stated = types(schema)
    return NUMBER in stated and not stated & {INTEGER, TEXT, FLAG}


def link(schema: Schema, name: str) -> bool:
    """Fields that hold absolute links, by format or examples."""
    shown = [each for each in examples(schema) if isinstance(each, str)]
    return _states(schema, TEXT) and (_format(schema) in LINKS or any(each.startswith("http") for each in shown))


def named(pattern: str, *others: Fits) -> Fits:
    """Fields whose name has the pattern in it, upper or lower case, and that fit ``others``."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda schema, name: (not name or bool(compiled.search(name))) and all(fit(schema, name) for fit in others)


def types(schema: Schema) -> frozenset[str]:
    """Return the JSON types that a schema states, by its type, its values, or the parts it is made of."""
    stated = schema.get("type", ())
    found = {stated} if isinstance(stated, str) else set(stated)
    if not found:
        found |= {_NAMES.get(type(value), OBJECT) for value in values(schema)}
    if schema.get("nullable") is True:
        found.add(NULL)
    for part in _parts(schema):
        found |= types(part)
    if not found and "properties" in schema:
        found.add(OBJECT)
    return frozenset(found)


def values(schema: Schema) -> tuple[Any, ...]:
    """Return the values to which a schema limits a field; empty when it does not."""
    if "const" in schema:
        return (schema["const"],)
    own = tuple(schema.get("enum", ()))
    return own or next((found for part in _parts(schema) if (found := values(part))), ())


def examples(schema: Schema) -> tuple[Any, ...]:
    """Return the example values that a schema gives."""
    several = schema.get("examples", ())
    return (*([schema["example"]] if "example" in schema else ()), *(several if isinstance(several, list) else ()))


def _states(schema: Schema, *wanted: str) -> bool:
    stated = types(schema)
    return any(each in stated or (each == NUMBER and INTEGER in stated) for each in wanted)


def _format(schema: Schema) -> str:
    own = str(schema.get("format", ""))
    return own or next((found for part in _parts(schema) if (found := _format(part))), "")


def _parts(schema: Schema) -> Iterator[Schema]:
    for word in ("allOf", "anyOf", "oneOf"):
        yield from (part for part in schema.get(word, ()) if isinstance(part, Mapping))


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str) or len(value) < len("2026-01-05"):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
