"""The settings of a response: checked, and echoed as the vendor echoes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from .catalogue import Model
from .context import served_tier
from .generation import PLAIN, Format, Tool
from .items import Item, text_of
from .refusals import Refused
from .strict_schemas import Bounds, schema_fault

Body = Mapping[str, Any]
TEXT_FORMAT: Mapping[str, Any] = {"type": "text"}


def echoed(body: Body, model: Model) -> dict[str, Any]:
    """Return the members of a response that repeat what was asked for."""
    reasoning = body.get("reasoning") or {}
    return {
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": body.get("max_tool_calls"),
        "model": model.snapshot,
        "parallel_tool_calls": body.get("parallel_tool_calls") is not False,
        "prompt_cache_key": body.get("prompt_cache_key"),
        "reasoning": {
            "effort": reasoning.get("effort") or ("medium" if model.reasons else None),
            "summary": reasoning.get("summary"),
        },
        "safety_identifier": body.get("safety_identifier"),
        "service_tier": served_tier(body.get("service_tier")),
        "store": body.get("store") is not False,
        "temperature": _given(body, "temperature", 1.0),
        "text": _text_settings(body),
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": [_shown_tool(tool) for tool in body.get("tools") or ()],
        "top_logprobs": body.get("top_logprobs") or 0,
        "top_p": _given(body, "top_p", 1.0),
        "truncation": body.get("truncation") or "disabled",
        "user": body.get("user"),
        "metadata": body.get("metadata") or {},
    }


def format_of(body: Body, items: Sequence[Item], bounds: Bounds) -> Format:
    """Return the shape that a response must have.

    Raises:
        Refused: the schema breaks the rules of strict ones, or JSON is wanted and nowhere mentioned.
    """
    wanted = (body.get("text") or {}).get("format") or TEXT_FORMAT
    if wanted["type"] == "text":
        return PLAIN
    if wanted["type"] == "json_object":
        said = [body.get("instructions") or "", *(text_of(item) for item in items)]
        if not any("json" in text.lower() for text in said):
            raise Refused(
                "Response input messages must contain the word 'json' in some form to use 'text.format' of type"
                " 'json_object'.",
                param="input",
            )
        return Format(wants_json=True)
    shape = Format.of_schema(wanted["schema"])
    fault = schema_fault(shape.key, bounds if wanted.get("strict") else None)
    if fault is not None:
        raise Refused(
            f"Invalid schema for response_format '{wanted['name']}': {fault}",
            param="text.format.schema",
            code="invalid_json_schema",
        )
    return shape


def tools_of(body: Body, bounds: Bounds) -> list[Tool]:
    """Return the functions that a response may call.

    Raises:
        Refused: one says that it is strict, and is not.
    """
    return [_tool(tool, index, bounds) for index, tool in enumerate(body.get("tools") or ())]


def settings_text(body: Body) -> str:
    """Return what the model reads besides items and instructions: functions and the wanted schema."""
    schema = ((body.get("text") or {}).get("format") or {}).get("schema")
    described = [schema] if schema is not None else []
    return b"".join(orjson.dumps(each) for each in [*described, *(body.get("tools") or ())]).decode()


def conversation_id(body: Body) -> str | None:
    """Return the conversation that a body names, as text or as an object."""
    given = body.get("conversation")
    return given["id"] if isinstance(given, Mapping) else given


def _given(body: Body, name: str, default: float) -> float:
    value = body.get(name)
    return default if value is None else value


def _text_settings(body: Body) -> dict[str, Any]:
    given = body.get("text") or {}
    shape = given.get("format") or TEXT_FORMAT
    if shape["type"] == "json_schema":
        shape = {"description": None, "strict": False, **shape}
        shape = {name: value for name, value in shape.items() if name != "description" or value is not None}
    return {"format": shape, "verbosity": given.get("verbosity") or "medium"}


def _shown_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    strict = tool.get("strict")
    return {
        "type": "function",
        "name": tool["name"],
        "description": tool.get("description"),
        "parameters": tool.get("parameters"),
        "strict": True if strict is None else strict,
    }


def _tool(tool: Mapping[str, Any], index: int, bounds: Bounds) -> Tool:
    shape = Format.of_schema(tool.get("parameters"))
    fault = schema_fault(shape.key, bounds if tool.get("strict") else None)
    if fault is not None:
        raise Refused(
            f"Invalid schema for function '{tool['name']}': {fault}",
            param=f"tools[{index}].parameters",
            code="invalid_function_parameters",
        )
    return Tool(tool["name"], shape)
