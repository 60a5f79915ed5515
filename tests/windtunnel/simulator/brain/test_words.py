"""Words and stems."""

from __future__ import annotations

from windtunnel.simulator.brain.words import same_text, stem, stems_of, words_of


def test_words_are_lower_case_and_of_any_script() -> None:
    """Punctuation and underscores separate."""
    assert words_of("Kde je můj_BALÍK? 42!") == ["kde", "je", "můj", "balík", "42"]


def test_common_endings_do_not_matter() -> None:
    """Short words keep theirs."""
    assert {stem(word) for word in ("charge", "charges")} == {"charge", "charg"}
    assert stem("cards") == "card"
    assert stem("is") == "is"


def test_stems_remember_the_word_that_was_written() -> None:
    """The first one counts."""
    assert stems_of("Cards, card and cards") == {"card": "cards", "and": "and"}


def test_case_and_spacing_make_no_difference() -> None:
    """Everything else does."""
    assert same_text("  My  CARD ") == same_text("my card") != same_text("my card!")
