"""From a ticket to the text worth asking about."""

from __future__ import annotations

import pytest

from adapters.pipeline.extract import clean, extract
from tests.adapters.pipeline.fakes import ticket


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>My <b>card</b><br>is&nbsp;lost</p><!-- x > y -->", "My card is lost"),
        ("Lost it.\n\nOn Mon, 3 Mar 2025, Bank <a@b.c> wrote:\n> Dear customer", "Lost it."),
        ("Lost it.\n-- \nJo Doe\nTel. 123", "Lost it."),
        ("> you said\nNo.\n> and\n", "No."),
        ("a\u200bb\x00c\r\n\r\n\r\nd   e", "abc\nd e"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("-----Original Message-----\nold", ""),
    ],
)
def test_only_what_the_sender_wrote_is_kept(written: str, kept: str) -> None:
    """Markup, quoted mail, signatures and invisible characters go."""
    assert clean(written) == kept


def test_the_subject_is_not_repeated() -> None:
    """A text that begins with its subject is taken alone."""
    assert extract(ticket(subject="My card", text="My card is lost")) == "My card is lost"
    assert extract(ticket(subject="Help", text="My card is lost")) == "Help\nMy card is lost"


def test_long_text_is_cut_at_a_word() -> None:
    """The length is a hard cap."""
    cut = extract(ticket(subject="s", text="word " * 100), length_max=23)
    assert cut == "s\nword word word word"
    assert len(extract(ticket(subject="", text="x" * 100), length_max=10)) == 10
