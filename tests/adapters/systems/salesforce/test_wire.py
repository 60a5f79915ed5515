"""Ids and datetimes, as Salesforce writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import ContractError
from adapters.systems.salesforce.wire import ContactRow, Token, long_id
from adapters.systems.wire import Place, read

from .player import contact

PLACE = Place("salesforce", "v68.0", "Query")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("00D5g000004Wind", "00D5g000004WindEAC"),
        ("0055g00000Tunne", "0055g00000TunneAAB"),
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
    ],
)
def test_the_long_form_follows_from_the_short_one(short: str, long: str) -> None:
    """Three characters say which of the others are upper case."""
    assert long_id(short) == long_id(long) == long


@given(st.from_regex(r"[A-Za-z0-9]{15}", fullmatch=True))
def test_ids_that_differ_in_case_stay_different_without_regard_to_case(short: str) -> None:
    """That is what the long form is for."""
    swapped = short.swapcase()
    if swapped != short:
        assert long_id(short).casefold() != long_id(swapped).casefold()


def test_an_offset_is_taken_into_account() -> None:
    """The same moment is the same moment."""
    one = read(ContactRow, contact(CreatedDate="2024-01-01T00:00:00.000+0000"), PLACE)
    other = read(ContactRow, contact(CreatedDate="2024-01-01T02:00:00.000+0200"), PLACE)
    assert one.created_at == other.created_at


@pytest.mark.parametrize("token_type", ["Bearer", "bearer"])
def test_a_bearer_token_is_accepted(token_type: str) -> None:
    """RFC 6749 compares the type without regard to case."""
    read(Token, {"access_token": "x", "instance_url": "https://x", "token_type": token_type}, PLACE)


def test_a_token_of_another_type_is_not_used_as_a_bearer() -> None:
    """It would be sent in a way that it is not meant for."""
    with pytest.raises(ContractError, match="token_type"):
        read(Token, {"access_token": "x", "instance_url": "https://x", "token_type": "mac"}, PLACE)
