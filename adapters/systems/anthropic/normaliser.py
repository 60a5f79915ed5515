"""What the AI service answered, as the pipeline sees it."""

from __future__ import annotations

from ...canonical import Evidence
from ...ports.ai import Answer, FormT
from ..forms import fill
from ..wire import Place
from .assembly import Message
from .settings import AnthropicSettings
from .wire import Usage

CONTENT = "content.text"
MODEL_CHANGED = "model:changed"
USAGE_IMPLAUSIBLE = "usage:implausible"
TOKENS_BESIDE_TEXT = 256
"""Tokens that are counted and not seen: what frames a message, and a form that is described to the model."""


def answer(
    message: Message,
    form: type[FormT],
    settings: AnthropicSettings,
    *,
    asked_bytes: int,
    latency_seconds: float,
    place: Place,
) -> Answer[FormT]:
    """Return the form that was filled in.

    Its evidence is marked with ``model:changed`` when another model answered than the one that was asked, and with
    ``usage:implausible`` when more tokens are counted than there were bytes: a token is one at least.

    Args:
        message: the whole message.
        form: what was asked for.
        settings: the model and its price.
        asked_bytes: length of the request's body.
        latency_seconds: how long it took.
        place: named in errors.

    Raises:
        ContractError: the text is not JSON, or outside the form.
    """
    filled = fill(form, message.text, place, CONTENT)
    return Answer(filled, _evidence(message, settings, asked_bytes, latency_seconds))


def _evidence(message: Message, settings: AnthropicSettings, asked_bytes: int, latency_seconds: float) -> Evidence:
    marks = {
        MODEL_CHANGED: message.model != settings.model,
        USAGE_IMPLAUSIBLE: not is_plausible(message.usage, asked_bytes, len(message.text.encode())),
    }
    return Evidence(
        model=settings.model,
        model_version=message.model,
        prompt_tokens=message.usage.prompt_tokens,
        completion_tokens=message.usage.output_tokens,
        cost_usd=cost_usd(message.usage, message.model, settings),
        latency_seconds=latency_seconds,
        degraded=tuple(mark for mark, holds in marks.items() if holds),
    )


def is_plausible(usage: Usage, asked_bytes: int, answered_bytes: int) -> bool:
    """Return whether tokens can be what was counted in so many bytes."""
    asked = usage.prompt_tokens <= asked_bytes + TOKENS_BESIDE_TEXT
    return asked and usage.output_tokens <= answered_bytes + TOKENS_BESIDE_TEXT


def cost_usd(usage: Usage, model: str, settings: AnthropicSettings) -> float:
    """Return what a message cost; a model without a price counts like the one that was asked."""
    price = settings.prices.get(model, settings.prices[settings.model])
    return (usage.prompt_tokens * price.input + usage.output_tokens * price.output) / 1e6
