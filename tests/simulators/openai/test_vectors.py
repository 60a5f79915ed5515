"""Vectors of texts."""

from __future__ import annotations

import math
import struct
from base64 import b64decode

import pytest

from simulators.openai.vectors import base64_of, features_of, vector_of


def vector(text: str, size: int = 1536) -> list[float]:
    """Return the vector of a text."""
    return vector_of(features_of(text), size).tolist()


def nearness(one: str, other: str, size: int = 1536) -> float:
    """Return the cosine of two texts."""
    return sum(left * right for left, right in zip(vector(one, size), vector(other, size), strict=True))


@pytest.mark.parametrize("text", ["Where is my parcel?", "a", "…", "", "Kde je balík?", "word " * 9000])
def test_vectors_have_length_one(text: str) -> None:
    """Whatever the text is, unless it is empty."""
    length = math.sqrt(sum(value * value for value in vector(text)))
    assert length == pytest.approx(1.0 if text else 0.0, abs=1e-5)


@pytest.mark.parametrize("size", [64, 256, 1536, 3072])
def test_near_texts_are_near(size: int) -> None:
    """Common words bring texts together, at any size."""
    near = nearness("My card was charged twice", "The card was charged two times", size)
    far = nearness("My card was charged twice", "Where is my parcel?", size)
    assert near > far + 0.2
    assert nearness("My card was charged twice", "my CARDS were charged twice!", size) > 0.7


def test_a_shorter_vector_is_the_beginning_of_a_longer_one() -> None:
    """The first values, brought to length 1 again."""
    long, short = vector("Where is my parcel?", 1536)[:64], vector("Where is my parcel?", 64)
    length = math.sqrt(sum(value * value for value in long))
    assert [value / length for value in long] == pytest.approx(short, abs=1e-6)


def test_base64_holds_float32_little_endian() -> None:
    """Decoding gives the very numbers."""
    made = vector_of(features_of("hello world"), 8)
    assert list(struct.unpack("<8f", b64decode(base64_of(made)))) == made.tolist()
