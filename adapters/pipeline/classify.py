"""Asks the AI, and knows when not to believe it."""

from __future__ import annotations

from dataclasses import dataclass

from ..audit import AuditKind
from ..canonical import Prediction
from ..errors import ClientError, DataError
from ..inbound.trail import Trail
from ..masking import mask
from ..ports import AI, Question
from .quality import check_prediction


@dataclass(frozen=True, slots=True)
class Classification:
    """What the AI said, when it could be read; ``review`` is the reason why a person has to decide."""

    prediction: Prediction | None
    review: str | None = None


class Classifier:
    """Classifies text into ``categories``.

    Args:
        ai: the service.
        categories: the closed set.
        confidence_min: below it a person decides.
        tries_max: answers that are asked for before a person decides.
        trail: where predictions and unusable answers are noted.
    """

    def __init__(
        self, ai: AI, categories: tuple[str, ...], *, confidence_min: float, tries_max: int, trail: Trail
    ) -> None:
        self._ai = ai
        self._categories = categories
        self._confidence_min = confidence_min
        self._tries_max = tries_max
        self._trail = trail

    async def classify(self, key: str, text: str) -> Classification:
        """Classify ``text``; ``key`` is stable over retries and redeliveries.

        Raises:
            TransientError: the service is away.
            ConfigurationError: a person must act.
        """
        reason = ""
        for attempt in range(1, self._tries_max + 1):
            question = Question(key=f"{key}:{attempt}", text=text, categories=self._categories)
            try:
                return self._judge(key, await self._ask(question))
            except ClientError as error:
                return Classification(None, f"the AI refused the question: {mask(error.message)}")
            except DataError as error:
                reason = f"the AI's answer cannot be used: {mask(error.message)}"
                self._trail.note(
                    AuditKind.DEGRADED,
                    key,
                    system=error.system,
                    what="prediction",
                    attempt=attempt,
                    reason=reason,
                )
        return Classification(None, reason)

    async def _ask(self, question: Question) -> Prediction:
        prediction = await self._ai.classify(question)
        check_prediction(prediction, self._categories)
        return prediction

    def _judge(self, key: str, prediction: Prediction) -> Classification:
        evidence = prediction.evidence
        self._trail.note(
            AuditKind.PREDICTED,
            key,
            category=prediction.category,
            confidence=prediction.confidence,
            model=evidence.model,
            model_version=evidence.model_version,
            cost_usd=evidence.cost_usd,
            degraded=", ".join(evidence.degraded),
        )
        if prediction.confidence >= self._confidence_min:
            return Classification(prediction)
        wanted = f"{prediction.confidence:.2f} is below {self._confidence_min:.2f}"
        return Classification(prediction, f"the confidence {wanted}")
