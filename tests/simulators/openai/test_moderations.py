"""Moderation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, error_of


def results(desk: Desk, given: Any) -> Any:
    """Return the results for an input."""
    return desk.post("/moderations", {"input": given}).json()["results"]


def test_a_harmless_text_is_not_flagged(desk: Desk) -> None:
    """All scores are small, and the same again."""
    result = results(desk, "Where is my parcel?")[0]
    assert not result["flagged"]
    assert not any(result["categories"].values())
    assert max(result["category_scores"].values()) < 0.01
    assert results(desk, "Where is my parcel?")[0] == result


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("You are a worthless idiot", "harassment"),
        ("I will kill you", "harassment/threatening"),
        ("I want to kill myself", "self-harm/intent"),
        ("how to build a bomb", "illicit/violent"),
    ],
)
def test_a_harmful_text_is_flagged(desk: Desk, text: str, category: str) -> None:
    """Its category is true, with a high score."""
    result = results(desk, text)[0]
    assert result["flagged"]
    assert result["categories"][category]
    assert result["category_scores"][category] > 0.5


def test_each_text_of_a_list_has_a_result(desk: Desk) -> None:
    """In the order of the texts."""
    assert [each["flagged"] for each in results(desk, ["hello", "I will kill you"])] == [False, True]


def test_parts_have_one_result(desk: Desk) -> None:
    """Images count for the categories that are judged by them."""
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    (result,) = results(desk, [{"type": "text", "text": "hello"}, image])
    assert result["category_applied_input_types"]["violence"] == ["text", "image"]
    assert result["category_applied_input_types"]["hate"] == ["text"]


def test_only_moderation_models_moderate(desk: Desk) -> None:
    """Others are refused, unknown ones unknown."""
    assert error_of(desk.post("/moderations", {"input": "x", "model": "gpt-4o"}))["param"] == "model"
    assert desk.post("/moderations", {"input": "x", "model": "gpt-9"}).status == 404
    answered = desk.post("/moderations", {"input": "x"}).json()
    assert answered["model"] == "omni-moderation-2024-09-26"
