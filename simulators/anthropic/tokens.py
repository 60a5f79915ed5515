"""Counting tokens by length: deterministic, and near enough to budgets and limits to be worth testing with."""

from __future__ import annotations

from collections.abc import Mapping


class TokenCounter:
    """Takes every few characters for a token.

    Args:
        limits: the profile's ``characters_per_token``, ``tokens_per_message``, ``tokens_per_request``,
            ``tokens_for_tools`` and ``image_tokens``.
    """

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.characters = int(limits["characters_per_token"])
        self.per_message = int(limits["tokens_per_message"])
        self.per_request = int(limits["tokens_per_request"])
        self.for_tools = int(limits["tokens_for_tools"])
        self.per_image = int(limits["image_tokens"])

    def count(self, text: str) -> int:
        """Return how many tokens ``text`` is; at least one unless it is empty."""
        return -(-len(text) // self.characters)

    def pieces(self, text: str, tokens: int) -> list[str]:
        """Return ``text`` in pieces of ``tokens`` tokens."""
        size = self.characters * tokens
        return [text[start : start + size] for start in range(0, len(text), size)]

    def cut(self, text: str, tokens: int) -> str:
        """Return as much of ``text`` as ``tokens`` tokens hold."""
        return text[: max(0, tokens) * self.characters]

    def of_bytes(self, size: int) -> int:
        """Return how many tokens a document of so many bytes is."""
        return -(-size // self.characters)
