"""What the AI service answered, as the pipeline sees it."""

from __future__ import annotations

from ...canonical import Evidence
from ...ports.ai import Answer, FormT
from ..forms import fill
from ..wire import Place
from .assembly import Completion
from .settings import OpenAISettings
from .wire import Usage

CONTENT = "choices.0.message.content"
MODEL_CHANGED = "model:changed"


def answer(
    completion: Completion, form: type[FormT], settings: OpenAISettings, *, latency_seconds: float, place: Place
) -> Answer[FormT]:
    """Return the form that was filled in.

    Its evidence is marked with ``model:changed`` when another model answered than the one that was asked.

    Raises:
        ContractError: the text is not JSON, or outside the schema that was sent.
    """
    filled = fill(form, completion.text, place, CONTENT)
    return Answer(filled, _evidence(completion, settings, latency_seconds))


def _evidence(completion: Completion, settings: OpenAISettings, latency_seconds: float) -> Evidence:
    return Evidence(
        model=settings.model,
        model_version=completion.model,
        prompt_tokens=completion.usage.prompt_tokens,
        completion_tokens=completion.usage.completion_tokens,
        cost_usd=cost_usd(completion.usage, completion.model, settings),
        latency_seconds=latency_seconds,
        degraded=() if completion.model == settings.model else (MODEL_CHANGED,),
    )


def cost_usd(usage: Usage, model: str, settings: OpenAISettings) -> float:
    """Return what a completion cost; a model without a price counts like the one that was asked."""
    price = settings.prices.get(model, settings.prices[settings.model])
    return (usage.prompt_tokens * price.input + usage.completion_tokens * price.output) / 1e6
