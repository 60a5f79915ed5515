"""Log probabilities."""

from __future__ import annotations

import math

from simulators.openai.logprobs import logprobs_of
from simulators.openai.tokens import TokenCounter

COUNTER = TokenCounter({"characters_per_token": 4, "tokens_per_message": 3, "tokens_per_reply_primer": 3})


def test_every_token_has_its_bytes_and_alternatives() -> None:
    """The token itself is the likeliest of the alternatives, and they are probabilities."""
    entries = logprobs_of("Žofie's parcel", COUNTER, 20)
    assert "".join(entry["token"] for entry in entries) == "Žofie's parcel"
    for entry in entries:
        assert bytes(entry["bytes"]).decode() == entry["token"]
        assert len({each["token"] for each in entry["top_logprobs"]}) == 20
        assert entry["top_logprobs"][0]["token"] == entry["token"]
        assert sum(math.exp(each["logprob"]) for each in entry["top_logprobs"]) < 2
        assert all(each["logprob"] <= 0 for each in entry["top_logprobs"])


def test_alternatives_come_on_demand() -> None:
    """Without any, the list is empty."""
    assert [entry["top_logprobs"] for entry in logprobs_of("abcd", COUNTER, 0)] == [[]]


def test_the_same_text_has_the_same_numbers() -> None:
    """They are seeded by the token and its place."""
    assert logprobs_of("hello there", COUNTER, 2) == logprobs_of("hello there", COUNTER, 2)
