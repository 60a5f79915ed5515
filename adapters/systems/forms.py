"""Forms as AI services want them: a strict JSON schema on the way out, a checked model on the way back."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from ..ports.ai import Form, FormT
from .wire import Place, read

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


def form_name(form: type[Form]) -> str:
    """Return the form's name as vendors accept it."""
    return _WORD_BEGINS.sub("_", form.__name__).lower()


@lru_cache(maxsize=64)
def form_schema(form: type[Form]) -> dict[str, Any]:
    """Return the strict schema of ``form``: closed objects, every property required, no titles, nothing referred to.

    Descriptions of fields are kept, since models read them.
    """
    document = form.model_json_schema()
    parts = document.pop("$defs", {})
    schema: dict[str, Any] = _strict(document, parts)
    return schema


def fill(form: type[FormT], text: str, place: Place, within: str) -> FormT:
    """Return the form that ``text`` fills in.

    Args:
        form: what was asked for.
        text: what the model wrote.
        place: named in errors.
        within: where ``text`` stands in the answer.

    Raises:
        ContractError: the text is not JSON, or not this form.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise place.broken(f"is not JSON ({len(text)} characters)", within) from None
    return read(form, body, place, within=within)


def _strict(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _strict(parts[node["$ref"].rpartition("/")[2]], parts)
    kept = {name: value for name, value in node.items() if name not in ("title", "default", "properties")}
    strict = {name: _strict(value, parts) for name, value in kept.items()}
    if "properties" in node:
        strict["properties"] = {name: _strict(value, parts) for name, value in node["properties"].items()}
        strict |= {"required": list(strict["properties"]), "additionalProperties": False}
    return strict
