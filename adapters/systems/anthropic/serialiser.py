"""A question, as Anthropic wants to be asked."""

from __future__ import annotations

from typing import Any

from ...ports.ai import Form, Question
from .schemas import enforceable_schema
from .settings import AnthropicSettings


def message(question: Question[Any], settings: AnthropicSettings) -> dict[str, object]:
    """Return the body of ``Messages.create`` that asks ``question``.

    The answer is held to the form by a schema for its text, and not by a tool that has to be called: forced calls and
    thinking exclude each other, and a refusal stays an answer.
    """
    form: type[Form] = question.form
    return {
        "model": settings.model,
        "max_tokens": settings.completion_tokens_max,
        "system": question.instructions,
        "messages": [{"role": "user", "content": question.text}],
        "output_config": {"format": {"type": "json_schema", "schema": enforceable_schema(form)}},
        "stream": True,
    }
