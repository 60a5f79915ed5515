"""Messages: their order, their text, their tokens."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.openai.chat_messages import read_messages, stored_messages, text_of
from simulators.openai.tokens import TokenCounter
from tests.simulators.openai.desk import Desk, error_of

COUNTER = TokenCounter({"characters_per_token": 4, "tokens_per_message": 3, "tokens_per_reply_primer": 3})
CALL = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
USER = {"role": "user", "content": "where?"}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "shipped"}


def test_the_last_word_of_the_user_is_what_is_asked() -> None:
    """Later tool results do not count as the user's words."""
    prompt = read_messages([{"role": "system", "content": "Sort."}, USER, CALLING, RESULT], COUNTER)
    assert prompt.said == "where?"
    assert prompt.text == "Sort.\nwhere?\nfind({})\nshipped"
    assert prompt.tokens == 3 + 4 * 3 + 2 + 2 + 2 + 2


def test_images_and_files_have_tokens() -> None:
    """An image counts by its detail, a file by its size."""
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}
    file = {"type": "file", "file": {"file_data": "A" * 64}}
    prompt = read_messages([{"role": "user", "content": [{"type": "text", "text": "look"}, image, file]}], COUNTER)
    assert prompt.tokens == 3 + 3 + 1 + 85 + 12


@pytest.mark.parametrize(
    ("messages", "param", "told"),
    [
        ([USER, CALLING, USER], "messages.[1].role", "did not have response messages: call_1"),
        ([USER, CALLING], "messages.[1].role", "did not have response messages: call_1"),
        ([USER, RESULT], "messages.[1].role", "must be a response to a preceding message"),
        ([USER, CALLING, RESULT, RESULT], "messages.[3].role", "must be a response to a preceding message"),
        ([{"role": "assistant", "content": None}], "messages.[0].content", "expected a string, got null"),
    ],
)
def test_calls_and_results_belong_together(desk: Desk, messages: list[Any], param: str, told: str) -> None:
    """A call without a result, and a result without a call, are refused."""
    error = error_of(desk.post("/chat/completions", {"model": "gpt-4o", "messages": messages}))
    assert error["param"] == param
    assert told in error["message"]


def test_a_whole_round_of_tools_is_taken(desk: Desk) -> None:
    """The answer that a client hands back, and the result after it, go through."""
    assert desk.post("/chat/completions", {"model": "gpt-4o", "messages": [USER, CALLING, RESULT]}).status == 200


def test_parts_are_joined() -> None:
    """Texts and refusals are text, images are not."""
    parts = [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}]
    assert text_of(parts) == "a\nb"
    assert text_of(None) == ""


def test_stored_messages_are_numbered() -> None:
    """A content that was a list is shown as text and as parts."""
    parts = [{"type": "text", "text": "a"}, {"type": "file", "file": {}}]
    first, second = stored_messages("chatcmpl-1", [{"role": "user", "content": parts}, CALLING])
    assert (first["id"], first["content"], first["content_parts"]) == ("chatcmpl-1-0", "a", parts[:1])
    assert (second["id"], second["content"], second["tool_calls"]) == ("chatcmpl-1-1", None, [CALL])
