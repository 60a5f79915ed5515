"""What stands in the place of redacted values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.record.redaction.fields import Kind
from windtunnel.record.redaction.stand_ins import StandIns, passes_luhn


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TOKEN, "sk-AbC123def456"),
        (Kind.TOKEN, "c0ffee00deadbeef"),
        (Kind.PHONE, "+49 (170) 555-0199"),
        (Kind.CARD, "4242-4242-4242-4242"),
        (Kind.NAME, "Ann O'Hara-Smith"),
        (Kind.IDENTITY, "DE89 3704 0044"),
    ],
)
def test_a_stand_in_has_the_shape_of_its_value_and_nothing_else(kind: Kind, value: str) -> None:
    """Length and classes of characters; the same value has the same stand-in, in whatever order values come."""
    stand_ins = StandIns("seed")
    made = stand_ins.of(kind, value)
    assert made != value
    assert len(made) == len(value)
    assert [each.isdigit() for each in made if not made.startswith("c")] == [
        each.isdigit() for each in value if not made.startswith("c")
    ] or kind is Kind.TOKEN
    assert [each for each in made if not each.isalnum()] == [each for each in value if not each.isalnum()]
    assert stand_ins.of(kind, value) == made


def test_an_address_stays_an_address_under_a_reserved_domain() -> None:
    """Addresses at one domain share one, whatever the case they are written in."""
    stand_ins = StandIns("seed")
    one, other = stand_ins.of(Kind.EMAIL, "Ann@Acme.org"), stand_ins.of(Kind.EMAIL, "bob@acme.org")
    assert one.endswith(".example")
    assert one.partition("@")[2] == other.partition("@")[2]
    assert stand_ins.of(Kind.EMAIL, "ann@acme.org") == one


def test_parts_of_a_name_belong_together() -> None:
    """A first name alone is the first word of the full name."""
    stand_ins = StandIns("seed")
    full = stand_ins.of(Kind.NAME, "Ann Smith")
    assert stand_ins.of(Kind.NAME, "ANN") == full.split()[0].upper()


def test_a_card_passes_the_check_and_keeps_its_layout() -> None:
    """The same number with other separators is the same card."""
    stand_ins = StandIns("seed")
    made = stand_ins.of(Kind.CARD, "4242 4242 4242 4242")
    assert passes_luhn(made.replace(" ", ""))
    assert stand_ins.of(Kind.CARD, "4242424242424242") == made.replace(" ", "")
    assert stand_ins.number(Kind.CARD, 4242424242424242) == int(made.replace(" ", ""))


def test_stand_ins_follow_the_seed_and_the_order_not_the_value() -> None:
    """Nobody finds a value by trying values."""
    assert StandIns("a").of(Kind.TOKEN, "abc123xyz") == StandIns("a").of(Kind.TOKEN, "zyx321cba")
    assert StandIns("a").of(Kind.TOKEN, "abc123xyz") != StandIns("b").of(Kind.TOKEN, "abc123xyz")


def test_what_could_be_anything_is_not_swept_for() -> None:
    """Short numbers and plain words would hit what was never secret."""
    stand_ins = StandIns("seed")
    for kind, value in [(Kind.TOKEN, "1234"), (Kind.TOKEN, "password"), (Kind.NAME, "The"), (Kind.NAME, "open")]:
        stand_ins.of(kind, value)
    assert stand_ins.swept() == []
    stand_ins.of(Kind.TOKEN, "hunter2Canary")
    assert [each.value for each in stand_ins.swept()] == ["hunter2Canary"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=8))
def test_any_texts_get_stand_ins_that_are_stable(values: list[str]) -> None:
    """Of every kind, whatever the characters."""
    for kind in Kind:
        stand_ins = StandIns("seed")
        first = [stand_ins.of(kind, value) for value in values]
        assert [stand_ins.of(kind, value) for value in values] == first
