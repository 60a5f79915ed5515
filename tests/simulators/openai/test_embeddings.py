"""Embeddings."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, error_of

SMALL = "text-embedding-3-small"


def embed(desk: Desk, given: Any, **more: Any) -> Any:
    """Return the answer to an embedding."""
    return desk.post("/embeddings", {"model": SMALL, "input": given, **more})


def test_vectors_come_in_the_order_of_the_inputs(desk: Desk) -> None:
    """Each has its index; equal texts have equal vectors."""
    body = embed(desk, ["one", "two", "one"]).json()
    assert [each["index"] for each in body["data"]] == [0, 1, 2]
    vectors = [each["embedding"] for each in body["data"]]
    assert vectors[0] == vectors[2] != vectors[1]
    assert [len(each) for each in vectors] == [1536] * 3
    assert body["usage"] == {"prompt_tokens": 3, "total_tokens": 3}


def test_both_formats_hold_the_same_numbers(desk: Desk) -> None:
    """base64 decodes to what float spells out."""
    plain = embed(desk, "one").json()["data"][0]["embedding"]
    packed = embed(desk, "one", encoding_format="base64").json()["data"][0]["embedding"]
    assert list(struct.unpack("<1536f", base64.b64decode(packed))) == plain


@pytest.mark.parametrize(
    ("model", "size"),
    [(SMALL, 1536), ("text-embedding-3-large", 3072), ("text-embedding-ada-002", 1536)],
)
def test_the_size_is_the_models(desk: Desk, model: str, size: int) -> None:
    """Each model has its own."""
    assert len(embed(desk, "one", model=model).json()["data"][0]["embedding"]) == size


def test_dimensions_shorten_what_can_be_shortened(desk: Desk) -> None:
    """Up to the size of the model, and not with older models."""
    assert len(embed(desk, "one", dimensions=8).json()["data"][0]["embedding"]) == 8
    error = error_of(embed(desk, "one", dimensions=2000))
    assert (error["param"], error["code"]) == ("dimensions", "invalid_value")
    old = error_of(embed(desk, "one", dimensions=8, model="text-embedding-ada-002"))
    assert old["message"] == "This model does not support specifying dimensions."


def test_tokens_are_taken_as_input(desk: Desk) -> None:
    """One list of numbers is one input, a list of lists several."""
    assert len(embed(desk, [1, 2, 3]).json()["data"]) == 1
    body = embed(desk, [[1, 2], [3]]).json()
    assert (len(body["data"]), body["usage"]["prompt_tokens"]) == (2, 3)


@pytest.mark.parametrize("given", ["", [], ["a", ""]])
def test_an_empty_text_is_refused(desk: Desk, given: Any) -> None:
    """In the vendor's own words."""
    assert error_of(embed(desk, given))["message"].startswith("'$.input' is invalid.")


def test_limits_of_size_hold(desk: Desk) -> None:
    """One input too long, all together too long, too many inputs."""
    error = error_of(embed(desk, "x" * 4 * 8193))
    assert "however you requested 8193 tokens (8193 in your prompt; 0 for the completion)" in error["message"]
    together = error_of(embed(desk, ["x" * 4 * 8000] * 38))
    assert together == {
        "message": "Requested 304000 tokens, max 300000 tokens per request",
        "type": "max_tokens_per_request",
        "param": None,
        "code": "max_tokens_per_request",
    }
    assert embed(desk, ["x"] * 2049).status == 400


def test_a_chat_model_makes_no_vectors(desk: Desk) -> None:
    """The model is known and not allowed for this."""
    assert embed(desk, "one", model="gpt-4o").status == 403
    assert embed(desk, "one", model="gpt-9").status == 404
