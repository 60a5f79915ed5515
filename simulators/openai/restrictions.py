"""What a model does not take, and parameters that do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue import Model
from .refusals import Refused, unsupported_parameter

Body = Mapping[str, Any]
REFUSED_BY_REASONING: Mapping[str, tuple[Any, ...]] = {
    "top_p": (None, 1),
    "stop": (None,),
    "presence_penalty": (None, 0),
    "frequency_penalty": (None, 0),
    "logit_bias": (None, {}),
    "logprobs": (None, False),
    "top_logprobs": (None, 0),
}
"""Parameters that reasoning models refuse, with the values that say nothing."""
ONLY_WITH = (("metadata", "store"), ("stream_options", "stream"), ("top_logprobs", "logprobs"))
"""Parameters of chat completions that need another one."""
ONLY_WITH_TOOLS = ("tool_choice", "parallel_tool_calls")


def check_chat(model: Model, body: Body) -> None:
    """Refuse what a chat completion cannot be asked for.

    Raises:
        Refused: names the parameter.
    """
    if model.reasons:
        _check_reasoning(body)
        if body.get("max_tokens") is not None:
            raise unsupported_parameter("max_tokens", "max_completion_tokens")
    elif body.get("reasoning_effort") is not None:
        raise unsupported_parameter("reasoning_effort")
    for name, needed in ONLY_WITH:
        if body.get(name) is not None and not body.get(needed):
            raise Refused(f"The '{name}' parameter is only allowed when '{needed}' is enabled.", param=name)
    if not body.get("tools"):
        _check_toolless(body)
    if body.get("max_tokens") is not None and body.get("max_completion_tokens") is not None:
        message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        raise Refused(message, param="max_tokens", code="invalid_parameter_combination")


def check_response(model: Model, body: Body) -> None:
    """Refuse what a response cannot be asked for.

    Raises:
        Refused: names the parameter.
    """
    effort = (body.get("reasoning") or {}).get("effort")
    if model.reasons:
        _check_reasoning(body)
    elif effort is not None:
        raise unsupported_parameter("reasoning.effort")
    if body.get("stream_options") is not None and not body.get("stream"):
        message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise Refused(message, param="stream_options")
    if body.get("previous_response_id") is not None and body.get("conversation") is not None:
        raise Refused(
            "Mutually exclusive parameters: Ensure you are only providing one of: 'previous_response_id' or"
            " 'conversation'.",
            param="previous_response_id",
            code="mutually_exclusive_parameters",
        )


def check_context(model: Model, prompt_tokens: int, wanted: int | None, names: tuple[str, str]) -> None:
    """Refuse what does not fit into the model's context, or its output.

    Args:
        model: who is asked.
        prompt_tokens: of the input.
        wanted: upper bound of the output, if one was given.
        names: of the parameters that hold input and bound.

    Raises:
        Refused: tells the numbers.
    """
    place, bound = names
    if wanted is not None and wanted > model.output_tokens_max:
        raise Refused(
            f"{bound} is too large: {wanted}. This model supports at most {model.output_tokens_max} completion"
            f" tokens, whereas you provided {wanted}.",
            param=bound,
            code="invalid_value",
        )
    limit = f"This model's maximum context length is {model.context_tokens} tokens. However,"
    if prompt_tokens > model.context_tokens:
        said = f"your messages resulted in {prompt_tokens} tokens. Please reduce the length of the messages."
    elif prompt_tokens + (wanted or 0) > model.context_tokens:
        total = f"{prompt_tokens + (wanted or 0)} tokens ({prompt_tokens} in the messages, {wanted} in the completion)"
        said = f"you requested {total}. Please reduce the length of the messages or completion."
    else:
        return
    raise Refused(f"{limit} {said}", param=place, code="context_length_exceeded")


def _check_reasoning(body: Body) -> None:
    temperature = body.get("temperature")
    if temperature not in (None, 1):
        raise Refused(
            f"Unsupported value: 'temperature' does not support {temperature} with this model. Only the default (1)"
            " value is supported.",
            param="temperature",
            code="unsupported_value",
        )
    for name, silent in REFUSED_BY_REASONING.items():
        if name in body and body[name] not in silent:
            raise unsupported_parameter(name)


def _check_toolless(body: Body) -> None:
    for name in ONLY_WITH_TOOLS:
        if body.get(name) is not None:
            rule = f"'{name}' is only allowed when 'tools' are specified."
            raise Refused(f"Invalid value for '{name}': {rule}", param=name)
