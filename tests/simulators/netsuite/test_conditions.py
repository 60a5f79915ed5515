"""The filter language of collections."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.netsuite.conditions import condition_of
from simulators.netsuite.errors import Refused
from simulators.netsuite.record_types import read_types

from .tenant import contract

TYPE = read_types(contract())["customer"]
RECORD = {
    "id": "7",
    "companyName": 'Ōkafor "& Sons"',
    "email": "Ada@mail.example",
    "creditLimit": 100.0,
    "isPerson": False,
    "startDate": "2026-01-31",
    "dateCreated": "2026-02-01T23:59:59Z",
    "subsidiary": {"id": "1", "refName": "Parent"},
    "emailPreference": {"id": "PDF", "refName": "PDF"},
    "custentity_code": "x1",
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        'email IS "ada@MAIL.example"',
        "email START_WITH ada",
        'email END_WITH ".example" AND email CONTAIN "@"',
        'email IS_NOT "x"',
        'companyName CONTAIN "\\"& sons\\""',
        "phone EMPTY",
        "email EMPTY_NOT",
        "creditLimit EQUAL 100",
        "creditLimit GREATER_OR_EQUAL 100 AND creditLimit LESS 100.5 AND creditLimit BETWEEN 1 200",
        "creditLimit GREATER_NOT 100",
        "isPerson IS false",
        'startDate ON "1/31/2026" AND startDate AFTER 2026-01-30 AND startDate BEFORE "2/1/2026"',
        'dateCreated ON_OR_BEFORE "2/1/2026" AND dateCreated WITHIN "1/1/2026" "2/1/2026"',
        "subsidiary ANY_OF [1, 2] AND emailPreference ANY_OF (PDF)",
        "subsidiary ANY_OF_NOT [3]",
        'email IS "x" OR (creditLimit EQUAL 100 AND isPerson IS false)',
        'email is "x" or creditLimit greater 1',
        "custentity_code IS x1",
    ],
)
def test_a_filter_that_fits(text: str) -> None:
    """Texts without regard to case, dates as the account writes them or ISO, each operator with its opposite."""
    assert condition_of(TYPE, text)(RECORD)


@pytest.mark.parametrize(
    "text",
    [
        'email IS "ada"',
        "phone IS x",
        "creditLimit GREATER 100",
        'email IS "x" OR email IS "y"',
        "isPerson IS true",
        'startDate AFTER "1/31/2026"',
        "subsidiary ANY_OF [2]",
        'email IS "x" AND email IS "y" OR phone EMPTY_NOT',
    ],
)
def test_a_filter_that_does_not_fit(text: str) -> None:
    """What has no value fits nothing but EMPTY."""
    assert not condition_of(TYPE, text)(RECORD)


@pytest.mark.parametrize(
    "text",
    [
        "colour IS red",
        "email",
        "email IS",
        "email LIKES x",
        "email GREATER 1",
        "creditLimit EQUAL ten",
        "creditLimit BETWEEN 1",
        'startDate ON "31.1.2026"',
        "isPerson IS maybe",
        "subsidiary ANY_OF 1",
        "subsidiary ANY_OF [1",
        "(email IS x",
        "email IS x)",
        'email IS "x',
        "email IS x email IS y",
        "addressBook IS x",
        "(" * 60 + "email IS x" + ")" * 60,
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(text: str) -> None:
    """The parameter is named."""
    with pytest.raises(Refused) as refused:
        condition_of(TYPE, text)
    assert refused.value.details[0].place == ("o:errorQueryParam", "q")


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["email", "IS", "(", ")", "AND", "OR", '"', "x", ",", "["])).map(" ".join)
)
def test_any_text_is_understood_or_refused(text: str) -> None:
    """Never anything else."""
    with contextlib.suppress(Refused):
        assert condition_of(TYPE, text)(RECORD) in (True, False)
