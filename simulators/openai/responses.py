"""Responses: generation that remembers what it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .background import start_in_background
from .bodies import read_body
from .catalogue import Model
from .chat import forced_tools
from .context import answer, system_of
from .conversations import append_items, conversation_items
from .generation import Ask, Draft, reasoning_of, write
from .items import Item, check_calls, check_unique, new_id, prompt_of, read_items
from .logprobs import logprobs_of
from .prompt_cache import cached_tokens
from .refusals import Refused, missing_parameter
from .response_settings import conversation_id, echoed, format_of, settings_text, tools_of
from .response_stream import stream_response
from .restrictions import check_context, check_response
from .stored_responses import context_of, keep_response
from .strict_schemas import Bounds

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
Body = Mapping[str, Any]
LOGPROBS = "message.output_text.logprobs"
ENCRYPTED = "reasoning.encrypted_content"
THOUGHTS = "The request was read, what it asks for was settled, and the answer was written down."


@dataclass(frozen=True)
class Work:
    """A response that is about to be written.

    Args:
        body: what was asked.
        model: who writes.
        items: everything that it is made from, in order.
        given: the items of this call alone.
        tokens: how many tokens the input is.
        ask: what is to be written.
    """

    body: Body
    model: Model
    items: Sequence[Item]
    given: Sequence[Item]
    tokens: int
    ask: Ask


@operations.bind("createResponse")
def create_response(call: Call) -> Response:
    """Write a response: at once, as a stream, or in the background."""
    system, body = system_of(call), read_body(call)
    work = read_work(system, body, call.now)
    system.rate_limits.admit(call, work.tokens + (work.ask.tokens_max or 0))
    draft = write(system, work.ask)
    record = response_of(system, call, work, draft)
    conversation = conversation_id(body)
    if body.get("background"):
        return start_in_background(system, record, work.items, work.given, body)
    if body.get("store") is not False:
        keep_response(system, record, work.items)
    if conversation is not None:
        append_items(system, conversation, [*work.given, *record["output"]])
    if body.get("stream"):
        options = body.get("stream_options") or {}
        return stream_response(system, record, padded=options.get("include_obfuscation", True))
    response = answer(record)
    response.delay_seconds = system.pace.whole(call.operation_id, draft.tokens)
    return response


@operations.bind("Getinputtokencounts")
def count_input_tokens(call: Call) -> Response:
    """Count the tokens of an input without writing anything."""
    system, body = system_of(call), read_body(call)
    if body.get("model") is not None:
        response_model(system, body["model"], call.now)
    items = [*_earlier(system, body), *read_items(system, body.get("input"))]
    prompt = prompt_of(items, body.get("instructions"), system.counter)
    count = prompt.tokens + system.counter.count(settings_text(body))
    return answer({"object": "response.input_tokens", "input_tokens": count})


def response_model(system: OpenAI, name: str | None, now: float) -> Model:
    """Return the model of a response.

    Raises:
        Refused: none was named, it is unknown, or it writes no text.
    """
    if name is None:
        raise missing_parameter("model")
    model = system.model(name, now)
    if not model.generates:
        raise Refused(f"The requested model '{name}' cannot be used with the Responses API.", param="model")
    return model


def read_work(system: OpenAI, body: Body, now: float) -> Work:
    """Return what is to be written.

    Raises:
        Refused: it cannot be asked for like this.
    """
    model = response_model(system, body.get("model") or system.settings.default_model, now)
    check_response(model, body)
    earlier, given = _earlier(system, body), read_items(system, body.get("input"))
    items = [*earlier, *given]
    if not items and not body.get("instructions"):
        message = "One of 'input' or 'previous_response_id' or 'prompt' or 'conversation_id' must be provided."
        raise Refused(message, param="input", code="missing_required_parameter")
    check_unique(items)
    check_calls(items)
    return _fitting_work(system, body, model, items, given)


def response_of(system: OpenAI, call: Call, work: Work, draft: Draft) -> dict[str, Any]:
    """Return the response as it is at the end."""
    conversation, cut = conversation_id(work.body), draft.finish == "length"
    return {
        "id": new_id(system, "resp_"),
        "object": "response",
        "created_at": int(call.now),
        "completed_at": None if cut else int(call.now),
        "status": "incomplete" if cut else "completed",
        "background": bool(work.body.get("background")),
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        **echoed(work.body, work.model),
        "output": _output(system, work, draft),
        "previous_response_id": work.body.get("previous_response_id"),
        "conversation": {"id": conversation} if conversation else None,
        "usage": _usage(system, work, draft),
    }


def _earlier(system: OpenAI, body: Body) -> Sequence[Item]:
    """Return the items that a response continues."""
    conversation = conversation_id(body)
    if conversation is not None:
        return conversation_items(system, conversation)
    previous = body.get("previous_response_id")
    return context_of(system, previous) if previous is not None else ()


def _fitting_work(system: OpenAI, body: Body, model: Model, items: list[Item], given: Sequence[Item]) -> Work:
    settings_tokens = system.counter.count(settings_text(body))
    prompt = prompt_of(items, body.get("instructions"), system.counter)
    if body.get("truncation") == "auto":
        while prompt.tokens + settings_tokens > model.context_tokens and len(items) > 1:
            items = items[1:]
            prompt = prompt_of(items, body.get("instructions"), system.counter)
    tokens, bound = prompt.tokens + settings_tokens, body.get("max_output_tokens")
    check_context(model, tokens, bound, ("input", "max_output_tokens"))
    bounds = Bounds.of_limits(system.profile.limits)
    must_call, named = forced_tools(body.get("tool_choice"), tools_of(body, bounds))
    effort = (body.get("reasoning") or {}).get("effort")
    ask = Ask(
        model=model,
        said=prompt.said,
        prompt=prompt.text,
        format=format_of(body, items, bounds),
        tools=tuple(must_call),
        forced_by_name=named,
        tokens_max=bound,
        reasoning_tokens=reasoning_of(model, effort, system.profile.limits),
    )
    return Work(body, model, items, given, tokens, ask)


def _output(system: OpenAI, work: Work, draft: Draft) -> list[dict[str, Any]]:
    output = [_reasoning_item(system, work)] if work.model.reasons else []
    status = "incomplete" if draft.finish == "length" else "completed"
    if draft.tool is not None:
        output.append(_function_call(system, draft, status))
    elif draft.text_tokens or draft.finish != "length":
        output.append(_message(system, work, draft, status))
    return output


def _reasoning_item(system: OpenAI, work: Work) -> dict[str, Any]:
    wanted = (work.body.get("reasoning") or {}).get("summary")
    item: dict[str, Any] = {
        "id": new_id(system, "rs_"),
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": THOUGHTS}] if wanted else [],
    }
    if ENCRYPTED in (work.body.get("include") or ()):
        item["encrypted_content"] = system.ids.base64(48)
    return item


def _function_call(system: OpenAI, draft: Draft, status: str) -> dict[str, Any]:
    return {
        "id": new_id(system, "fc_"),
        "type": "function_call",
        "status": status,
        "call_id": f"call_{system.ids.alnum(24)}",
        "name": draft.tool,
        "arguments": draft.text,
    }


def _message(system: OpenAI, work: Work, draft: Draft, status: str) -> dict[str, Any]:
    told: list[dict[str, Any]] = []
    if LOGPROBS in (work.body.get("include") or ()):
        told = logprobs_of(draft.text, system.counter, work.body.get("top_logprobs") or 0)
    text = {"type": "output_text", "annotations": [], "logprobs": told, "text": draft.text}
    part = {"type": "refusal", "refusal": draft.text} if draft.refused else text
    identifier = new_id(system, "msg_")
    return {"id": identifier, "type": "message", "status": status, "role": "assistant", "content": [part]}


def _usage(system: OpenAI, work: Work, draft: Draft) -> dict[str, Any]:
    limits = system.profile.limits
    cached = cached_tokens(system.store, limits, work.model.name, work.ask.prompt, work.tokens)
    return {
        "input_tokens": work.tokens,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": draft.tokens,
        "output_tokens_details": {"reasoning_tokens": draft.reasoning_tokens},
        "total_tokens": work.tokens + draft.tokens,
    }
