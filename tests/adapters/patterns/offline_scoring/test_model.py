"""A model as plain numbers."""

from __future__ import annotations

import dataclasses
import sys

import numpy as np
import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.model import terms_of
from tests.adapters.patterns.offline_scoring.models import model


def test_words_and_pairs_of_words_are_terms() -> None:
    """Single letters and punctuation are none."""
    assert terms_of("I do NOT know, größe!") == ["do", "not", "know", "größe", "do not", "not know", "know größe"]


def test_known_words_decide_and_unknown_ones_leave_it_open() -> None:
    """Confidence is a probability."""
    animals = model(meow="cat", woof="dog")
    assert (animals.score("meow").label, animals.score("woof").label) == ("cat", "dog")
    assert animals.score("meow").confidence > 0.99
    assert animals.score("meow woof").confidence == pytest.approx(0.5)
    assert animals.score("").confidence == animals.score("?!").confidence == 0.5


def test_the_digest_depends_on_what_decides_answers_and_on_nothing_else() -> None:
    """A name changes nothing, a weight does."""
    assert model("1", meow="cat").digest == model("2", meow="cat").digest
    assert model(meow="cat").digest != model(meow="dog").digest


def test_memory_is_counted() -> None:
    """Numbers of eight bytes, and the dictionary."""
    assert model(meow="cat").memory_bytes == 8 * (1 + 2 + 2) + 4 + 64


@pytest.mark.parametrize(
    "change",
    [
        {"idf": np.ones(3)},
        {"weights": np.full((2, 1), np.nan)},
        {"labels": ("cat", "cat")},
        {"labels": ("cat",), "weights": np.ones((1, 1)), "intercepts": np.ones(1)},
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, object]) -> None:
    """Before anything is answered with them."""
    with pytest.raises(ConfigurationError):
        dataclasses.replace(model(meow="cat"), **change)  # type: ignore[arg-type]  # whatever was planted


def test_large_scores_overflow_nothing() -> None:
    """The probability of a sure answer is 1."""
    sure = dataclasses.replace(model(meow="cat"), weights=np.array([[sys.float_info.max / 4], [0.0]]))
    assert sure.score("meow").confidence == 1.0
