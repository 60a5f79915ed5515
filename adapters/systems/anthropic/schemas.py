"""The schema of a form as Anthropic can hold a model to it.

Source: Structured outputs, and the vendor's own client, ``transform_schema``. What the vendor does not enforce is told
the model in the description instead; the form itself is checked when the answer is here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...ports.ai import Form
from ..forms import form_schema

ENFORCED = frozenset(
    {
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "description",
        "enum",
        "items",
        "properties",
        "required",
        "type",
    }
)
FORMATS = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"},
)


@lru_cache(maxsize=64)
def enforceable_schema(form: type[Form]) -> dict[str, Any]:
    """Return the schema of ``form`` with nothing in it that the vendor refuses."""
    schema: dict[str, Any] = _enforceable(form_schema(form))
    return schema


def _enforceable(node: Any) -> Any:
    if isinstance(node, list):
        return [_enforceable(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _part(name, value) for name, value in node.items() if _is_enforced(name, value)}
    told = [f"{name}: {value}" for name, value in node.items() if not _is_enforced(name, value)]
    if told:
        kept["description"] = " ".join(filter(None, [node.get("description"), "{" + ", ".join(told) + "}"]))
    return kept


def _part(name: str, value: Any) -> Any:
    if name == "properties":
        return {each: _enforceable(part) for each, part in value.items()}
    return value if name in ("enum", "const", "required") else _enforceable(value)


def _is_enforced(name: str, value: Any) -> bool:
    if name == "format":
        return value in FORMATS
    if name == "minItems":
        return value in (0, 1)
    return name in ENFORCED
