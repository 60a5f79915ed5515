"""What the AI said, and how far to trust it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Record


class Evidence(Record):
    """Where a prediction comes from: model, version, tokens, cost and how fresh its inputs were."""

    model: str
    model_version: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float
    latency_seconds: float
    degraded: tuple[str, ...] = ()


class Prediction(Record):
    """A category with its confidence and the reason for it."""

    category: str
    confidence: Annotated[float, Field(ge=0.0, le=1.0)]
    explanation: str
    evidence: Evidence
