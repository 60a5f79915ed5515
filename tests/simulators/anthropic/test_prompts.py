"""What a prompt says, and how many tokens it is."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from simulators.anthropic.prompts import read_prompt, text_of
from tests.simulators.anthropic.desk import Desk, held_to, message_body, message_of, tool


def count(desk: Desk, *blocks: dict[str, Any], **more: Any) -> int:
    """Return the tokens of a message of a user."""
    body = message_body(messages=[{"role": "user", "content": list(blocks)}], max_tokens=None, **more)
    return int(desk.post("/v1/messages/count_tokens", body).json()["input_tokens"])


TEXT = {"type": "text", "text": "x" * 40}
PICTURE = {"type": "base64", "media_type": "image/png", "data": "aaaa"}
PDF = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(b"x" * 400).decode()}
PLAIN = {"type": "text", "media_type": "text/plain", "data": "y" * 80}


@pytest.mark.parametrize(
    ("block", "tokens"),
    [
        (TEXT, 10),
        ({"type": "image", "source": PICTURE}, 1500),
        ({"type": "image", "source": {"type": "url", "url": "https://example.test/a.png"}}, 1500),
        ({"type": "document", "source": PDF}, 100),
        ({"type": "document", "source": PLAIN, "title": "abc"}, 21),
        ({"type": "search_result", "source": "s", "title": "abc", "content": [TEXT]}, 11),
    ],
)
def test_every_kind_of_block_counts(desk: Desk, block: dict[str, Any], tokens: int) -> None:
    """Four for the message and three for the request come on top."""
    assert count(desk, block) == tokens + 7


def test_system_tools_and_schemas_count(desk: Desk) -> None:
    """As much as their text, and tools once more for what the vendor adds."""
    assert count(desk, TEXT, system="s" * 40) == 27
    assert count(desk, TEXT, tools=[tool("a")]) > 17 + 340
    assert count(desk, TEXT, tools=[tool("a"), tool("b")]) < 17 + 2 * 340
    assert count(desk, TEXT, output_config=held_to()) > 17


def test_the_image_in_a_result_counts(desk: Desk) -> None:
    """Results hold blocks of their own."""
    called = {"type": "tool_use", "id": "toolu_1", "name": "a", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "image", "source": PICTURE}]}
    messages = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [called]},
        {"role": "user", "content": [result]},
    ]
    body = message_body(messages=messages, max_tokens=None)
    assert desk.post("/v1/messages/count_tokens", body).json()["input_tokens"] == 1 + 2 + 1500 + 3 * 4 + 3


def test_files_count_by_their_size(desk: Desk) -> None:
    """And have to exist."""
    uploaded = desk.upload("a.txt", b"x" * 400).json()["id"]
    assert count(desk, {"type": "document", "source": {"type": "file", "file_id": uploaded}}) == 107
    gone = {"type": "document", "source": {"type": "file", "file_id": "file_1"}}
    response = desk.ask(messages=[{"role": "user", "content": [gone]}])
    assert (response.status, message_of(response)) == (404, "File not found: file_1")


def test_the_last_words_of_the_user_are_what_is_asked(desk: Desk) -> None:
    """Results of tools are not words; without any words the last block has to do."""
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "shipped"}
    messages: list[Any] = [{"role": "user", "content": "Where is it?"}, {"role": "user", "content": [result]}]
    assert read_prompt(desk.system, message_body(messages=messages)).said == "Where is it?"
    assert read_prompt(desk.system, message_body(messages=messages[1:])).said == "shipped"


def test_calls_are_text() -> None:
    """As they would be written."""
    assert text_of({"type": "tool_use", "name": "find", "input": {"a": 1}}) == 'find({"a":1})'


def test_at_most_four_places_end_a_cache(desk: Desk) -> None:
    """The one on the top level counts too."""
    marked = {**TEXT, "cache_control": {"type": "ephemeral"}}
    assert desk.ask([marked] * 4).status == 200
    refused = desk.ask([marked] * 4, cache_control={"type": "ephemeral"})
    assert message_of(refused) == "A maximum of 4 blocks with cache_control may be provided. Found 5."
