"""Settings of responses."""

from __future__ import annotations

from simulators.openai.response_settings import conversation_id, settings_text
from tests.simulators.openai.desk import SCHEMA, Desk, error_of, flat_classification, flat_tool


def test_a_loose_schema_is_refused_when_it_says_strict(desk: Desk) -> None:
    """Code and param are those of responses."""
    loose = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
    error = error_of(desk.respond(text=flat_classification(loose)))
    assert (error["param"], error["code"]) == ("text.format.schema", "invalid_json_schema")
    assert error["message"].endswith("Missing 'a'.")
    assert desk.respond(text=flat_classification(loose, strict=False)).status == 200


def test_the_format_is_echoed(desk: Desk) -> None:
    """Name, schema and strictness come back."""
    shown = desk.respond(text=flat_classification()).json()["text"]["format"]
    assert (shown["type"], shown["name"], shown["strict"], shown["schema"]) == ("json_schema", "triage", True, SCHEMA)


def test_any_json_needs_the_word(desk: Desk) -> None:
    """Instructions may bring it."""
    wanted = {"format": {"type": "json_object"}}
    assert error_of(desk.respond(text=wanted))["param"] == "input"
    assert desk.respond(text=wanted, instructions="Answer in JSON.").status == 200


def test_reasoning_is_echoed_with_its_default(desk: Desk) -> None:
    """A reasoning model thinks at medium effort unless told, others not at all."""
    assert desk.respond(model="gpt-5-mini").json()["reasoning"] == {"effort": "medium", "summary": None}
    assert desk.respond().json()["reasoning"] == {"effort": None, "summary": None}


def test_a_conversation_is_named_in_two_ways() -> None:
    """As a text and as an object."""
    assert conversation_id({"conversation": "conv_1"}) == conversation_id({"conversation": {"id": "conv_1"}})
    assert conversation_id({}) is None


def test_schemas_and_functions_are_read_by_the_model_too() -> None:
    """They are part of what is paid for."""
    assert "find_order" in settings_text({"tools": [flat_tool()]})
    assert "confidence" in settings_text({"text": flat_classification()})
    assert settings_text({}) == ""
