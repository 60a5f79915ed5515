"""A question, as OpenAI wants to be asked."""

from __future__ import annotations

from typing import Any

from ...ports.ai import Form, Question
from ..forms import form_name, form_schema
from .settings import OpenAISettings


def completion(question: Question[Any], settings: OpenAISettings) -> dict[str, object]:
    """Return the body of ``createChatCompletion`` that asks ``question``.

    The vendor accepts ``metadata`` only together with ``store``, so without ``settings.store`` the key is not
    sent.
    """
    return {
        "model": settings.model,
        "messages": [
            {"role": "system", "content": question.instructions},
            {"role": "user", "content": question.text},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": _schema(question.form),
        },
        "max_completion_tokens": settings.completion_tokens_max,
        "stream": True,
        "stream_options": {"include_usage": True},
        **({"store": True, "metadata": {"key": question.key}} if settings.store else {}),
    }


def _schema(form: type[Form]) -> dict[str, object]:
    return {"name": form_name(form), "strict": True, "schema": form_schema(form)}
