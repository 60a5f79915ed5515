"""From a question to what Anthropic is sent."""

from __future__ import annotations

from adapters.systems.anthropic.serialiser import message

from .player import MODEL, QUESTION, SETTINGS


def test_the_answer_can_only_be_one_of_the_categories() -> None:
    """A schema that is closed, requires every property, and has nothing in it that the vendor refuses."""
    body = message(QUESTION, SETTINGS)
    schema = {
        "type": "object",
        "properties": {
            "category": {"type": "string", "enum": ["card_arrival", "refund"]},
            "confidence": {"type": "number", "description": "{maximum: 1, minimum: 0}"},
            "explanation": {"type": "string", "description": "{minLength: 1}"},
        },
        "required": ["category", "confidence", "explanation"],
        "additionalProperties": False,
    }
    assert body["output_config"] == {"format": {"type": "json_schema", "schema": schema}}
    assert (body["model"], body["max_tokens"]) == (MODEL, 2048)


def test_the_customers_words_stand_apart_from_ours() -> None:
    """As a message of the user, whatever they say."""
    body = message(QUESTION, SETTINGS)
    assert body["messages"] == [{"role": "user", "content": QUESTION.text}]
    assert QUESTION.text not in str(body["system"])


def test_parameters_that_newer_versions_refuse_are_not_sent() -> None:
    """The same request goes to every model."""
    assert not {"temperature", "top_p", "top_k", "thinking", "tools"} & set(message(QUESTION, SETTINGS))
