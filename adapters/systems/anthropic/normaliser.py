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


def answer(
    message: Message, form: type[FormT], settings: AnthropicSettings, *, latency_seconds: float, place: Place
) -> Answer[FormT]:
    """Return the form that was filled in.

    Its evidence is marked with ``model:changed`` when another model answered than the one that was asked.

    Raises:
        ContractError: the text is not JSON, or outside the form.
    """
    filled = fill(form, message.text, place, CONTENT)
    return Answer(filled, _evidence(message, settings, latency_seconds))


def _evidence(message: Message, settings: AnthropicSettings, latency_seconds: float) -> Evidence:
    return Evidence(
        model=settings.model,
        model_version=message.model,
        prompt_tokens=message.usage.prompt_tokens,
        completion_tokens=message.usage.output_tokens,
        cost_usd=cost_usd(message.usage, message.model, settings),
        latency_seconds=latency_seconds,
        degraded=() if message.model == settings.model else (MODEL_CHANGED,),
    )


def cost_usd(usage: Usage, model: str, settings: AnthropicSettings) -> float:
    """Return what a message cost; a model without a price counts like the one that was asked."""
    price = settings.prices.get(model, settings.prices[settings.model])
    return (usage.prompt_tokens * price.input + usage.output_tokens * price.output) / 1e6
