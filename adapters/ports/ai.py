"""The AI service: classifies text into one of the given categories."""

from __future__ import annotations

from typing import Protocol

from ..canonical import Prediction
from ..canonical.base import Record


class Question(Record):
    """What the AI is asked; ``categories`` is the closed set that the answer must come from."""

    key: str
    text: str
    categories: tuple[str, ...]


class AI(Protocol):
    """What triage needs of an AI service."""

    async def classify(self, question: Question) -> Prediction:
        """Choose a category.

        Raises:
            ContractError: the answer was truncated, not JSON, or outside the schema.
            QualityError: the service refused to answer.
        """
        ...
