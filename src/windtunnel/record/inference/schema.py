"""From evidence to a JSON schema."""

from __future__ import annotations

from typing import Any

from .evidence import Evidence
from .texts import id_shape, is_identifying
from .thresholds import Thresholds

SEEN = "x-seen"
PRESENCE_SHARE_MAX = 0.3
ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")


def schema_of(evidence: Evidence, thresholds: Thresholds, name: str = "") -> dict[str, Any]:
    """Return the schema that the evidence carries, each part with how often it was seen.

    Args:
        evidence: what was seen.
        thresholds: how much of it is needed.
        name: of the field, which tells ids from closed sets.
    """
    types = _types(evidence)
    schema: dict[str, Any] = {}
    if types:
        schema["type"] = types[0] if len(types) == 1 else types
    if "string" in types:
        schema |= _text(evidence, thresholds, name)
    if "object" in types:
        schema |= _object(evidence, thresholds)
    if "array" in types:
        schema["items"] = schema_of(evidence.items or Evidence(), thresholds, name)
    if evidence.count:
        schema[SEEN] = {"count": evidence.count, "null": evidence.nulls}
    return schema


def _types(evidence: Evidence) -> list[str]:
    found = {name for name, count in evidence.types.items() if count}
    if "number" in found:
        found.discard("integer")
    return sorted(found, key=ORDER.index)


def _text(evidence: Evidence, thresholds: Thresholds, name: str) -> dict[str, Any]:
    count = evidence.types["string"]
    if count >= thresholds.format_sightings:
        common = next((each for each, matching in evidence.formats.items() if matching == count), None)
        if common is not None:
            return {"format": common}
    return {"enum": _closed(evidence)} if _is_closed(evidence, thresholds, name, count) else {}


def _closed(evidence: Evidence) -> list[str | None]:
    values: list[str | None] = [*sorted(evidence.texts)]
    return [*values, None] if evidence.nulls else values


def _is_closed(evidence: Evidence, thresholds: Thresholds, name: str, count: int) -> bool:
    return (
        count >= thresholds.enum_sightings
        and not evidence.overflowed
        and not evidence.redacted
        and set(evidence.types) <= {"string", "null"}
        and len(evidence.texts) <= thresholds.enum_values
        and min(evidence.texts.values()) >= thresholds.enum_repeats
        and not is_identifying(name)
        and not any(id_shape(text) or " " in text.strip() or not text for text in evidence.texts)
    )


def _object(evidence: Evidence, thresholds: Thresholds) -> dict[str, Any]:
    if not evidence.properties:
        return {}
    if _is_map(evidence, thresholds):
        values = Evidence()
        for each in evidence.properties.values():
            values.join(each)
        return {"additionalProperties": schema_of(values, thresholds)}
    objects = evidence.types["object"]
    properties = {}
    for name, each in evidence.properties.items():
        properties[name] = schema_of(each, thresholds, name)
        properties[name][SEEN]["absent"] = objects - each.count
    found: dict[str, Any] = {"properties": properties}
    required = [name for name, each in evidence.properties.items() if each.count == objects]
    if objects >= thresholds.required_sightings and required:
        found["required"] = required
    return found


def _is_map(evidence: Evidence, thresholds: Thresholds) -> bool:
    """Tell whether keys are data: they all look like ids, or they are many and each object has few of them."""
    names, objects = list(evidence.properties), evidence.types["object"]
    if len(names) >= 2 and all(id_shape(name) for name in names):
        return True
    shares = [each.count / objects for each in evidence.properties.values()]
    kinds = {tuple(sorted(each.types)) for each in evidence.properties.values()}
    return len(names) >= thresholds.map_keys and len(kinds) == 1 and max(shares) <= PRESENCE_SHARE_MAX
