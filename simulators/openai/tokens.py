"""Counting tokens by length: deterministic, and near enough to budgets and limits to be worth testing with."""

from __future__ import annotations

from collections.abc import Mapping


class TokenCounter:
    """Takes every few characters for a token.

    Args:
        limits: the profile's ``characters_per_token``, ``tokens_per_message`` and ``tokens_per_reply_primer``.
    """

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.characters = int(limits["characters_per_token"])
        self.per_message = int(limits["tokens_per_message"])
        self.primer = int(limits["tokens_per_reply_primer"])

    def count(self, text: str) -> int:
        """Return how many tokens ``text`` is; at least one unless it is empty."""
        return -(-len(text) // self.characters)

    def pieces(self, text: str, tokens: int = 1) -> list[str]:
        """Return ``text`` in pieces of ``tokens`` tokens."""
        size = self.characters * tokens
        return [text[start : start + size] for start in range(0, len(text), size)]

    def cut(self, text: str, tokens: int) -> str:
        """Return as much of ``text`` as ``tokens`` tokens hold."""
        return text[: max(0, tokens) * self.characters]

    def of_file(self, data: str) -> int:
        """Return how many tokens a file is that was sent as base64 or as a data URL."""
        encoded = data.partition(",")[2] if data.startswith("data:") else data
        return -(-len(encoded) * 3 // (4 * self.characters))
