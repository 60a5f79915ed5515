"""What a brain is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be written.

    Args:
        text: what the user said last.
        prompt: everything that was said, instructions included.
        schema: the JSON schema that the answer has to follow; ``None`` when any text will do.
        schema_key: equal for equal schemas; empty without one.
        wants_json: whether the answer has to be JSON, schema or not.
        variant: tells apart answers to one question that are drawn independently (choices, seeds).
    """

    text: str
    prompt: str
    schema: Mapping[str, Any] | None = None
    schema_key: bytes = b""
    wants_json: bool = False
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a brain writes.

    Args:
        text: the answer, JSON where it was asked for.
        refused: whether ``text`` is a refusal.
    """

    text: str
    refused: bool = False


class Brain(Protocol):
    """Answers questions: the same question, the same answer."""

    def answer(self, question: Question) -> Answer:
        """Return the answer to ``question``."""
        ...
