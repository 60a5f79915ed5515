"""Answers as the vendor sends them."""

from __future__ import annotations

from simulators.openai.context import answer


def test_json_comes_without_a_charset() -> None:
    """The content type is bare, as the vendor's is."""
    response = answer({"name": "Žofie"})
    assert response.header("content-type") == "application/json"
    assert response.json() == {"name": "Žofie"}
