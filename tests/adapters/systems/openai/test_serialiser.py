"""From a question to what OpenAI is sent."""

from __future__ import annotations

from adapters.systems.openai.serialiser import completion

from .player import MODEL, QUESTION, SETTINGS


def test_the_answer_can_only_be_one_of_the_categories() -> None:
    """A strict schema is closed, and requires every property."""
    body = completion(QUESTION, SETTINGS)
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {
            "name": "classification",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": {
                    "category": {"type": "string", "enum": ["card_arrival", "refund"]},
                    "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                    "explanation": {"type": "string", "minLength": 1},
                },
                "required": ["category", "confidence", "explanation"],
                "additionalProperties": False,
            },
        },
    }
    assert body["model"] == MODEL


def test_the_customers_words_stand_apart_from_ours() -> None:
    """As a message of the user, whatever they say."""
    messages = completion(QUESTION, SETTINGS)["messages"]
    assert isinstance(messages, list)
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[1]["content"] == QUESTION.text
    assert QUESTION.text not in messages[0]["content"]


def test_without_storing_no_metadata_is_sent() -> None:
    """The vendor refuses one without the other."""
    body = completion(QUESTION, SETTINGS.model_copy(update={"store": False}))
    assert "metadata" not in body
    assert "store" not in body


def test_parameters_that_reasoning_models_refuse_are_not_sent() -> None:
    """The same request goes to every model."""
    assert not {"temperature", "max_tokens", "top_p", "seed"} & set(completion(QUESTION, SETTINGS))
