"""What a model does not take, and parameters that do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue import Model
from .refusals import Refused

Body = Mapping[str, Any]
FORCING = ("any", "tool")


def check_message(model: Model, body: Body) -> None:
    """Refuse what ``model`` cannot be asked for.

    Raises:
        Refused: names the parameter.
    """
    most = model.output_tokens_max
    if body["max_tokens"] > most:
        raise Refused(
            f"max_tokens: {body['max_tokens']} > {most}, which is the maximum allowed number of output tokens for"
            f" {model.snapshot}"
        )
    check_settings(model, body)
    thinking = body.get("thinking") or {}
    if thinking.get("type") == "enabled" and body["max_tokens"] <= thinking["budget_tokens"]:
        raise Refused("`max_tokens` must be greater than `thinking.budget_tokens`.")


def check_settings(model: Model, body: Body) -> None:
    """Refuse settings that ``model`` does not take, in a message as in a count.

    Raises:
        Refused: names the parameter.
    """
    _check_thinking(model, body)
    config = body.get("output_config") or {}
    if config.get("effort") is not None and not model.effort:
        raise Refused("This model does not support the effort parameter.")
    if config.get("format") is not None and not model.structured:
        raise Refused(f"output_config.format: structured outputs are not supported on {model.snapshot}")
    choice = body.get("tool_choice")
    if choice is not None and not body.get("tools") and choice["type"] != "none":
        raise Refused("tool_choice: tool_choice may only be specified while providing tools.")


def check_context(model: Model, prompt_tokens: int, wanted: int) -> int:
    """Return how many tokens may be written.

    Args:
        model: who writes.
        prompt_tokens: of the input.
        wanted: the caller's bound of the output.

    Raises:
        Refused: the input alone is too long, or an older model is asked for more than fits beside it.
    """
    context = model.context_tokens
    if prompt_tokens > context:
        raise Refused(f"prompt is too long: {prompt_tokens} tokens > {context} maximum")
    if prompt_tokens + wanted <= context:
        return wanted
    if model.prefill:
        raise Refused(
            f"input length and `max_tokens` exceed context limit: {prompt_tokens} + {wanted} > {context}, decrease"
            " input length or `max_tokens` and try again"
        )
    return context - prompt_tokens


def _check_thinking(model: Model, body: Body) -> None:
    kind = (body.get("thinking") or {}).get("type", "disabled")
    if kind == "adaptive" and not model.adaptive:
        raise Refused("adaptive thinking is not supported on this model")
    if kind == "enabled" and not model.budget:
        raise Refused(
            '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and'
            ' "output_config.effort" to control thinking behavior.'
        )
    if kind != "disabled" and (body.get("tool_choice") or {}).get("type") in FORCING:
        raise Refused("Thinking may not be enabled when tool_choice forces tool use.")
    if kind != "disabled" and body.get("temperature") not in (None, 1):
        raise Refused("`temperature` may only be set to 1 when thinking is enabled.")
