"""What the AI service answered, as the pipeline sees it."""

from __future__ import annotations

import json

from ...canonical import Evidence, Prediction
from ..wire import Place, read
from .assembly import Completion
from .settings import OpenAISettings
from .wire import Answer, Usage

CONTENT = "choices.0.message.content"
MODEL_CHANGED = "model:changed"


def prediction(
    completion: Completion,
    categories: tuple[str, ...],
    settings: OpenAISettings,
    *,
    latency_seconds: float,
    place: Place,
) -> Prediction:
    """Return a prediction.

    Its evidence is marked with ``model:changed`` when another model answered than the one that was asked.

    Raises:
        ContractError: the text is not JSON, or outside the schema that was sent.
    """
    answer = read(Answer, _decoded(completion.text, place), place, within=CONTENT)
    if answer.category not in categories:
        raise place.broken("is none of the categories", f"{CONTENT}.category")
    return Prediction(
        category=answer.category,
        confidence=answer.confidence,
        explanation=answer.explanation,
        evidence=_evidence(completion, settings, latency_seconds),
    )


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


def _decoded(text: str, place: Place) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise place.broken(f"is not JSON ({len(text)} characters)", CONTENT) from None
