"""What the vendor has and the simulator does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, chat_body, error_of

SAID = [{"type": "message", "role": "user", "content": "Hello"}]
WEATHER = {"type": "function", "name": "weather", "parameters": {}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"audio": {"voice": "alloy"}}, "the parameter 'audio' is not simulated"),
        ({"modalities": ["text", "audio"]}, "the parameter 'modalities' is not simulated"),
        ({"tools": [{"type": "custom", "custom": {"name": "sql"}}]}, "'tools[0]' of type 'custom' is not simulated"),
        (
            {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}]},
            "'messages[0].content[0]' of type 'input_audio' is not simulated",
        ),
    ],
)
def test_a_chat_that_wants_more_than_is_simulated_is_told_so(desk: Desk, given: dict[str, Any], message: str) -> None:
    """With 501, which the vendor never answers here."""
    response = desk.send("POST", "/chat/completions", body=chat_body() | given)
    assert response.status == 501
    assert (error_of(response)["type"], error_of(response)["message"]) == ("not_implemented_error", message)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"prompt": {"id": "pmpt_1"}}, "the parameter 'prompt' is not simulated"),
        ({"tools": [WEATHER, {"type": "web_search"}]}, "'tools[1]' of type 'web_search' is not simulated"),
        (
            {"input": [*SAID, {"type": "mcp_approval_response", "approve": True}]},
            "'input[1]' of type 'mcp_approval_response' is not simulated",
        ),
    ],
)
def test_a_response_that_wants_more_than_is_simulated_is_told_so(
    desk: Desk, given: dict[str, Any], message: str
) -> None:
    """Hosted tools and what they leave behind among the items."""
    response = desk.send("POST", "/responses", body={"model": "gpt-4.1-mini", "input": SAID} | given)
    assert (response.status, error_of(response)["message"]) == (501, message)


def test_what_says_nothing_is_taken(desk: Desk) -> None:
    """Text is what a chat writes without being told."""
    assert desk.chat(modalities=["text"], audio=None).status == 200


@pytest.mark.parametrize("tools", ["none", [7], [{"type": ["custom"]}], [{"type": "no-such-tool"}]])
def test_nonsense_is_refused_as_the_vendor_refuses_it(desk: Desk, tools: object) -> None:
    """It is wrong there too."""
    assert desk.send("POST", "/chat/completions", body=chat_body() | {"tools": tools}).status == 400
