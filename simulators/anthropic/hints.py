"""Bounds that a schema tells in words: what the vendor does not enforce, its clients write into the description.

Source: anthropic-sdk-python, lib/_parse/_transform.py: ``A number\\n\\n{minimum: 1, maximum: 10}``. A model mostly
heeds it, and so does this one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import orjson

_TOLD = re.compile(r"\{([^{}]*)\}\s*$")
_BOUND = re.compile(
    r"\b(minimum|maximum|exclusiveMinimum|exclusiveMaximum|multipleOf|minLength|maxLength|minItems|maxItems)"
    r": (-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=,|$)"
)


@lru_cache(maxsize=512)
def heeded(text: bytes) -> Any:
    """Return the schema that has this JSON, with the bounds that its descriptions tell; remembered."""
    return _with_bounds(orjson.loads(text))


def _with_bounds(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_bounds(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _with_bounds(value) for name, value in node.items()}
    return {**_bounds(node.get("description")), **kept}


def _bounds(description: Any) -> dict[str, float]:
    told = _TOLD.search(description) if isinstance(description, str) else None
    if told is None:
        return {}
    return {name: orjson.loads(value) for name, value in _BOUND.findall(told[1])}
