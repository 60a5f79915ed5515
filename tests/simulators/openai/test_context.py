"""Answers as the vendor sends them."""

from __future__ import annotations

from simulators.openai.context import answer, served_tier


def test_json_comes_without_a_charset() -> None:
    """The content type is bare, as the vendor's is."""
    response = answer({"name": "Žofie"})
    assert response.header("content-type") == "application/json"
    assert response.json() == {"name": "Žofie"}


def test_a_tier_is_served_as_another_one() -> None:
    """What was not asked for is the default."""
    assert [served_tier(each) for each in (None, "auto", "fast", "flex")] == ["default", "default", "priority", "flex"]
