"""The nearest of many texts."""

from __future__ import annotations

import pytest

from windtunnel.simulator.brain.nearest import NearestTexts

TEXTS = ["My card was charged twice", "Where is my parcel?", "I cannot log in to my account", "my card was stolen"]


def test_the_nearest_shares_the_rarest_words() -> None:
    """Similarity falls from there on."""
    found = NearestTexts(TEXTS).find("somebody charged the card")
    assert found[0].index == 0
    assert 0 < found[0].similarity < 1
    assert [each.similarity for each in found] == sorted((each.similarity for each in found), reverse=True)


@pytest.mark.parametrize("text", TEXTS)
def test_a_known_text_is_exact(text: str) -> None:
    """Whatever its case and spacing."""
    found = NearestTexts(TEXTS).find(f"  {text.upper()} ")[0]
    assert (TEXTS[found.index], found.similarity, found.exact) == (text, 1.0, True)


def test_an_exact_text_is_found_among_many_near_ones() -> None:
    """Even when its words are in more texts than are remembered for a word."""
    texts = [f"the same words again and again {number}" for number in range(200)] + ["the same words again and again"]
    found = NearestTexts(texts).find("the same words again and again")[0]
    assert (found.index, found.exact) == (200, True)


def test_nothing_shared_is_nothing_found() -> None:
    """No neighbour is made up."""
    assert NearestTexts(TEXTS).find("žádné společné slovo") == []
    assert NearestTexts(TEXTS).find("") == []
    assert NearestTexts([]).find("card") == []


def test_shared_words_are_told_as_they_were_written() -> None:
    """The rarest first."""
    nearest = NearestTexts(TEXTS)
    text = "Is my card charged twice?"
    assert nearest.shared_words(text, nearest.find(text)[0]) == ["charged", "twice", "card", "my"]
