"""Ids and times, as Zendesk writes them and in no other way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import ContractError
from adapters.systems.wire import Place, read
from adapters.systems.zendesk.wire import TIME_FORMAT, EventTicket, Meta, parse_time

PLACE = Place("zendesk", "v2", "ShowTicket")


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 31)))  # made aware
def test_a_time_survives_reading_and_writing(moment: datetime) -> None:
    """The version of a ticket is the text that Zendesk sent."""
    text = moment.replace(microsecond=0, tzinfo=UTC).strftime(TIME_FORMAT)
    parsed = parse_time(text)
    assert parsed is not None
    assert parsed.strftime(TIME_FORMAT) == text
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-09 08:50:00Z",
        "2025-10-09T08:50:00",
        "2025-10-09T08:50:00.000Z",
        "2025-10-09T08:50:00+00:00",
        "2025-10-09T8:50:00Z",
        "09/10/2025 08:50",
        "2025-02-30T08:50:00Z",
        "２０２５-10-09T08:50:00Z",
        "2025-10-09T08:50:00Z\n",
        "1759999800",
        "",
    ],
)
def test_any_other_notation_is_no_time(text: str) -> None:
    """A guessed date is a wrong date."""
    assert parse_time(text) is None


@given(st.integers(min_value=1, max_value=2**53 - 1))
def test_a_number_is_kept_as_text(number: int) -> None:
    """Ids are opaque; every id that a JSON number can hold exactly is one."""
    assert read(EventTicket, {"id": number}, PLACE).id == str(number)


@given(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True))
def test_a_word_is_kept_as_it_is(word: str) -> None:
    """An id that is text one day is passed on unchanged."""
    assert read(EventTicket, {"id": word}, PLACE).id == word


@pytest.mark.parametrize("value", [0, -1, 2**53, 1.5, True, None, "", "a b", "a/b", "é", "x" * 65, [1], {"id": 1}])
def test_anything_else_is_no_id(value: object) -> None:
    """Rounded numbers, and texts that could change a path, are refused."""
    with pytest.raises(ContractError, match="id: is no id"):
        read(EventTicket, {"id": value}, PLACE)


def test_the_end_of_a_list_is_told_by_has_more() -> None:
    """A missing cursor is the vendor's way on the last page."""
    assert read(Meta, {"has_more": False}, PLACE).after_cursor is None
