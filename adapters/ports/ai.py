"""The AI service: fills in a form about a text. What is asked, and in which words, is the pipeline's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from ..canonical import Evidence


class Form(BaseModel):
    """What the AI fills in: a closed model; its JSON schema is what the service is held to.

    Types are never converted, additional fields are refused.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


FormT = TypeVar("FormT", bound=Form)


@dataclass(frozen=True, slots=True)
class Question(Generic[FormT]):
    """What the AI is asked.

    Args:
        key: the same for every attempt to get this answer.
        instructions: our words.
        text: somebody else's words, which are never taken for instructions.
        form: what the answer has to look like.
    """

    key: str
    instructions: str
    text: str
    form: type[FormT]


@dataclass(frozen=True, slots=True)
class Answer(Generic[FormT]):
    """A form that was filled in as it has to be, and where it comes from."""

    form: FormT
    evidence: Evidence


class AI(Protocol):
    """What the pipeline needs of an AI service."""

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Have the form filled in.

        Raises:
            ContractError: the answer was truncated, not JSON, or outside the form.
            QualityError: the service refused to answer.
            TransientError: overloaded, out of quota, or cut off before the answer began.
            ConfigurationError: key, permission, money or model is missing.
        """
        ...
