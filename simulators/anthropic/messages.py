"""Messages: written at once or streamed, and counted beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .bodies import read_body
from .catalogue import Model
from .context import answer, system_of
from .generation import PLAIN, Ask, Draft, Format, Tool, thinking_tokens_of, write
from .message_stream import stream_response
from .output_schemas import Bounds, schema_fault
from .prompt_cache import CacheUse, look_up, remember
from .prompts import Prompt, read_prompt
from .refusals import Refused
from .restrictions import check_context, check_message, check_settings
from .turns import check_turns
from .versions import check_version

if TYPE_CHECKING:
    from .system import Anthropic

operations = Operations()
Body = Mapping[str, Any]
REFUSAL_DETAILS = {
    "type": "refusal",
    "category": "general_harms",
    "explanation": "The request was declined because of what it asks for.",
}


@operations.bind("Messages.create")
def create_message(call: Call) -> Response:
    """Write the next message of a conversation."""
    system = system_of(call)
    body = read_body(call, system.profile.limits["message_bytes_max"])
    message = written_message(system, call, body)
    if body.get("stream"):
        return stream_response(system, message)
    response = answer(shown(message))
    response.delay_seconds = system.pace.whole(call.operation_id, message["usage"]["output_tokens"])
    return response


@operations.bind("Messages.count_tokens")
def count_tokens(call: Call) -> Response:
    """Count the input tokens of a message that is not written."""
    system, body = system_of(call), read_body(call, system_of(call).profile.limits["message_bytes_max"])
    model = system.model(body["model"], call.now)
    check_version(system.version_of(call), body)
    check_turns(body["messages"], model.prefill)
    check_settings(model, body)
    return answer({"input_tokens": read_prompt(system, body).tokens})


def written_message(system: Anthropic, call: Call, body: Body) -> dict[str, Any]:
    """Return the message that a call asks for; the input of its tool calls is still text.

    Raises:
        Refused: the call asks for something impossible.
        QuotaExhausted: a limit is reached.
    """
    model = system.model(body["model"], call.now)
    check_version(system.version_of(call), body)
    check_turns(body["messages"], model.prefill)
    check_message(model, body)
    prompt = read_prompt(system, body)
    ask = _ask_of(system, model, body, prompt)
    cache = look_up(system, model.name, prompt.segments, call.now)
    draft = write(system, ask)
    system.rate_limits.admit(call, prompt.tokens - cache.read, draft.tokens)
    remember(system, cache, call.now)
    return {
        "id": f"msg_01{system.ids.alnum(22)}",
        "type": "message",
        "role": "assistant",
        "model": model.snapshot,
        "content": _content(system, body, draft),
        "stop_reason": draft.stop_reason,
        "stop_sequence": draft.stop_sequence,
        "stop_details": REFUSAL_DETAILS if draft.stop_reason == "refusal" else None,
        "usage": _usage(call, prompt, cache, draft),
    }


def shown(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as an answer in one piece has it: the input of tools decoded, empty where it is cut."""
    blocks = [
        {**block, "input": decoded(block["input"])} if block["type"] == "tool_use" else block
        for block in message["content"]
    ]
    return {**message, "content": blocks}


def decoded(text: str) -> dict[str, Any]:
    """Return the object that a tool is called with; an empty one when the text is none."""
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _ask_of(system: Anthropic, model: Model, body: Body, prompt: Prompt) -> Ask:
    bounds = Bounds.of_limits(system.profile.limits)
    tools = [_tool(tool, index, bounds) for index, tool in enumerate(body.get("tools") or ())]
    if len({tool.name for tool in tools}) < len(tools):
        raise Refused("tools: Tool names must be unique.")
    most = check_context(model, prompt.tokens, body["max_tokens"])
    return Ask(
        said=prompt.said,
        prompt=prompt.text,
        tokens_max=most,
        full="max_tokens" if most == body["max_tokens"] else "model_context_window_exceeded",
        format=_format((body.get("output_config") or {}).get("format"), bounds),
        tools=tuple(_forced(body.get("tool_choice"), tools)),
        thinking_tokens=thinking_tokens_of(body, system.profile.limits),
        stop=tuple(body.get("stop_sequences") or ()),
    )


def _format(wanted: Mapping[str, Any] | None, bounds: Bounds) -> Format:
    if wanted is None:
        return PLAIN
    shape = Format.of_schema(wanted["schema"])
    fault = schema_fault(shape.key, bounds)
    if fault is not None:
        raise Refused(f"output_config.format.schema: {fault}")
    return shape


def _tool(tool: Mapping[str, Any], index: int, bounds: Bounds) -> Tool:
    shape = Format.of_schema(tool["input_schema"])
    fault = schema_fault(shape.key, bounds if tool.get("strict") else None)
    if fault is not None:
        raise Refused(f"tools.{index}.custom.input_schema: {fault}")
    return Tool(tool["name"], shape)


def _forced(choice: Mapping[str, Any] | None, tools: Sequence[Tool]) -> Sequence[Tool]:
    """Return the tools of which one must be called.

    Raises:
        Refused: the caller chose a tool that is not there.
    """
    if choice is None or choice["type"] in ("auto", "none"):
        return ()
    if choice["type"] == "any":
        return tools
    chosen = [tool for tool in tools if tool.name == choice["name"]]
    if not chosen:
        raise Refused(f"tool_choice: Tool '{choice['name']}' not found in provided tools")
    return chosen


def _content(system: Anthropic, body: Body, draft: Draft) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if draft.thought is not None:
        omitted = (body.get("thinking") or {}).get("display") == "omitted"
        signature = f"Eq{system.ids.alnum(86)}"
        blocks.append({"type": "thinking", "thinking": "" if omitted else draft.thought, "signature": signature})
    if draft.tool is not None:
        identifier = f"toolu_01{system.ids.alnum(22)}"
        blocks.append({"type": "tool_use", "id": identifier, "name": draft.tool, "input": draft.text})
    elif draft.text:
        blocks.append({"type": "text", "text": draft.text, "citations": None})
    return blocks


def _usage(call: Call, prompt: Prompt, cache: CacheUse, draft: Draft) -> dict[str, Any]:
    details = {"output_tokens_details": {"thinking_tokens": draft.thinking_tokens}} if draft.thinking_tokens else {}
    return {
        "input_tokens": prompt.tokens - cache.read - cache.written,
        "cache_creation_input_tokens": cache.written,
        "cache_read_input_tokens": cache.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": cache.written_5m,
            "ephemeral_1h_input_tokens": cache.written_1h,
        },
        "output_tokens": draft.tokens,
        **details,
        "service_tier": "batch" if call.facts.get("batch") else "standard",
    }
