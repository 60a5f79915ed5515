"""Chat completions: one call, one or more choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .bodies import read_body
from .catalogue import Model
from .chat_messages import Prompt, files_in, read_messages
from .chat_stream import stream_response
from .context import answer, served_tier, system_of
from .files import check_known
from .generation import PLAIN, Ask, Draft, Format, Tool, reasoning_of, write
from .logprobs import logprobs_of
from .prompt_cache import cached_tokens
from .refusals import Refused
from .restrictions import check_chat, check_context
from .stored_completions import keep_completion
from .strict_schemas import Bounds, schema_fault

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
Body = Mapping[str, Any]


@operations.bind("createChatCompletion")
def create_completion(call: Call) -> Response:
    """Write the next message of a chat."""
    system, body = system_of(call), read_body(call)
    model = chat_model(system, body["model"], call.now)
    check_chat(model, body)
    prompt = read_messages(body["messages"], system.counter)
    for file in files_in(body["messages"]):
        check_known(system, file, "messages")
    ask, tokens = ask_of(system, model, body, prompt)
    check_context(model, tokens, ask.tokens_max, ("messages", bound_name(body)))
    count = body.get("n") or 1
    system.rate_limits.admit(call, tokens + (ask.tokens_max or 0) * count)
    drafts = [write(system, ask, index) for index in range(count)]
    completion = completion_of(system, call, body, model, drafts)
    completion["usage"] = usage_of(system, model, prompt, tokens, drafts)
    if body.get("store"):
        keep_completion(system, completion, body)
    if body.get("stream"):
        return stream_response(system, completion, body.get("stream_options") or {})
    response = answer(completion)
    response.delay_seconds = system.pace.whole(call.operation_id, sum(draft.tokens for draft in drafts))
    return response


def chat_model(system: OpenAI, name: str, now: float) -> Model:
    """Return the model of a chat completion.

    Raises:
        Refused: it is unknown, or does not chat.
    """
    model = system.model(name, now)
    if not model.generates:
        raise Refused(
            "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use"
            " v1/completions?",
            status=404,
            param="model",
        )
    return model


def bound_name(body: Body) -> str:
    """Return the name by which the caller bounds the output."""
    return "max_tokens" if body.get("max_tokens") is not None else "max_completion_tokens"


def ask_of(system: OpenAI, model: Model, body: Body, prompt: Prompt) -> tuple[Ask, int]:
    """Return what is to be written, and how many tokens the whole input is."""
    bounds = Bounds.of_limits(system.profile.limits)
    wanted = _format(body.get("response_format"), body, bounds)
    tools = [_tool(tool, index, bounds) for index, tool in enumerate(body.get("tools") or ())]
    must_call, named = forced_tools(body.get("tool_choice"), tools)
    stop = body.get("stop") or ()
    ask = Ask(
        model=model,
        said=prompt.said,
        prompt=prompt.text,
        format=wanted,
        tools=tuple(must_call),
        forced_by_name=named,
        tokens_max=body.get(bound_name(body)),
        reasoning_tokens=reasoning_of(model, body.get("reasoning_effort"), system.profile.limits),
        stop=(stop,) if isinstance(stop, str) else tuple(stop),
        seed="" if body.get("seed") is None else str(body["seed"]),
    )
    extra = [wanted.key.decode(), *(tool.name + tool.format.key.decode() for tool in tools)]
    return ask, prompt.tokens + sum(system.counter.count(each) for each in extra)


def forced_tools(choice: Any, tools: Sequence[Tool]) -> tuple[list[Tool], bool]:
    """Return the tools of which one must be called, and whether the caller named it.

    Raises:
        Refused: the caller chose a tool that is not there.
    """
    if choice in (None, "none", "auto"):
        return [], False
    if choice == "required":
        return list(tools), False
    allowed = choice.get("allowed_tools", choice)
    if "mode" in allowed:
        names = [_chosen_name(each) for each in allowed["tools"]]
        chosen = [tool for tool in tools if tool.name in names]
        return (chosen, False) if allowed["mode"] == "required" else ([], False)
    name = _chosen_name(choice)
    chosen = [tool for tool in tools if tool.name == name]
    if not chosen:
        raise Refused(f"Tool choice '{name}' not found in 'tools' parameter.", param="tool_choice")
    return chosen, True


def completion_of(system: OpenAI, call: Call, body: Body, model: Model, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Return the completion as the vendor answers it, without its usage."""
    alternatives = (body.get("top_logprobs") or 0) if body.get("logprobs") else None
    return {
        "id": f"chatcmpl-{system.ids.alnum(29)}",
        "object": "chat.completion",
        "created": int(call.now),
        "model": model.snapshot,
        "choices": [_choice(system, index, draft, alternatives) for index, draft in enumerate(drafts)],
        "usage": None,
        "service_tier": served_tier(body.get("service_tier")),
        "system_fingerprint": system.fingerprint(model.snapshot),
    }


def usage_of(system: OpenAI, model: Model, prompt: Prompt, tokens: int, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Return what a completion costs: the input once, the output of all choices."""
    written = sum(draft.tokens for draft in drafts)
    cached = cached_tokens(system.store, system.profile.limits, model.name, prompt.text, tokens)
    return {
        "prompt_tokens": tokens,
        "completion_tokens": written,
        "total_tokens": tokens + written,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": sum(draft.reasoning_tokens for draft in drafts),
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _format(wanted: Mapping[str, Any] | None, body: Body, bounds: Bounds) -> Format:
    kind = wanted["type"] if wanted else "text"
    if wanted is None or kind == "text":
        return PLAIN
    if kind == "json_object":
        if b"json" not in orjson.dumps(body["messages"]).lower():
            raise Refused(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
                param="messages",
            )
        return Format(wants_json=True)
    described = wanted["json_schema"]
    shape = Format.of_schema(described.get("schema"))
    fault = schema_fault(shape.key, bounds if described.get("strict") else None)
    if fault is not None:
        message = f"Invalid schema for response_format '{described['name']}': {fault}"
        raise Refused(message, param="response_format")
    return shape


def _tool(tool: Mapping[str, Any], index: int, bounds: Bounds) -> Tool:
    function = tool["function"]
    shape = Format.of_schema(function.get("parameters"))
    fault = schema_fault(shape.key, bounds if function.get("strict") else None)
    if fault is not None:
        raise Refused(
            f"Invalid schema for function '{function['name']}': {fault}",
            param=f"tools[{index}].function.parameters",
            code="invalid_function_parameters",
        )
    return Tool(function["name"], shape)


def _chosen_name(choice: Mapping[str, Any]) -> str:
    return str(choice.get("function", choice).get("name", ""))


def _choice(system: OpenAI, index: int, draft: Draft, alternatives: int | None) -> dict[str, Any]:
    told = None
    if alternatives is not None and draft.tool is None:
        entries = logprobs_of(draft.text, system.counter, alternatives)
        told = {
            "content": None if draft.refused else entries,
            "refusal": entries if draft.refused else None,
        }
    return {
        "index": index,
        "message": _message(system, draft),
        "logprobs": told,
        "finish_reason": draft.finish,
    }


def _message(system: OpenAI, draft: Draft) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if draft.refused or draft.tool else draft.text,
        "refusal": draft.text if draft.refused else None,
        "annotations": [],
    }
    if draft.tool is not None:
        function = {"name": draft.tool, "arguments": draft.text}
        message["tool_calls"] = [{"id": f"call_{system.ids.alnum(24)}", "type": "function", "function": function}]
    return message
