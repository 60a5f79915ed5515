"""What travels with a payload."""

from __future__ import annotations

import pytest

from adapters.brokers.delivery import Received
from adapters.brokers.envelope import ENVELOPE, LETTER, Envelope, letter_headers, read_envelope, read_letter

from .rig import message

RECEIVED = Received(message(1, "käse", note="größe ✓"), 1.5, 2.5, 3, 4.5)


def test_an_envelope_comes_back_as_it_was() -> None:
    """In ASCII, in one line, whatever the texts are."""
    text = Envelope.of(RECEIVED, token=7).model_copy(update={"wait_seconds": 9.5}).text()
    assert text.isascii()
    assert text.isprintable()
    found = read_envelope({ENVELOPE: text}, number="n", now=0.0)
    assert (found.token, found.wait_seconds) == (7, 9.5)
    assert found.received(b"payload 1") == RECEIVED
    assert found.received(b"payload 1", 2).receives == 5


@pytest.mark.parametrize("headers", [None, {}, {ENVELOPE: "no json"}, {ENVELOPE: "{}"}, {ENVELOPE: 5}])
def test_a_message_of_another_program_gets_an_envelope(headers: dict[str, object] | None) -> None:
    """Its id is what the broker calls it."""
    found = read_envelope(headers, number="42", now=8.0)
    assert (found.id, found.key, found.published_at, found.token) == ("42", "42", 8.0, None)


def test_a_dead_letter_comes_back_as_it_was() -> None:
    """With its reason and its times."""
    letter = RECEIVED.letter("Rejected: größe", 9.0)
    headers = letter_headers(letter, token=7)
    assert all(value.isascii() for value in headers.values())
    assert read_letter(headers, b"payload 1", number="n", now=99.0) == letter
    assert read_envelope(headers, number="n", now=99.0).token == 7


def test_a_dead_letter_that_the_broker_made_says_so() -> None:
    """There is no letter's header then; the reason is the caller's."""
    headers = {ENVELOPE: Envelope.of(RECEIVED).text()}
    assert LETTER not in headers
    letter = read_letter(headers, b"payload 1", number="n", now=99.0, reason="Poisoned")
    assert (letter.reason, letter.receives, letter.first_failed_at) == ("Poisoned", 3, 4.5)
