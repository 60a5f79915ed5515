"""Record ids."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.ids import DIGITS, FIRST_NUMBER, canonical_id, long_id, mint

PUBLISHED = (
    "001D000000IqhSLIAZ",
    "001D000000INjVeIAL",
    "500D0000002LmGrIAK",
    "00D5g000004WindEAC",
    "0055g00000TunneAAB",
)


@pytest.mark.parametrize("record_id", PUBLISHED)
def test_the_checksum_is_that_of_published_ids(record_id: str) -> None:
    """Ids in the vendor's examples carry the same three characters."""
    assert long_id(record_id[:15]) == record_id


@settings(deadline=None)
@given(st.text(DIGITS, min_size=15, max_size=15))
def test_eighteen_characters_survive_a_loss_of_case(short: str) -> None:
    """The checksum tells which letters were capitals."""
    assert canonical_id(long_id(short).upper()) == canonical_id(long_id(short).lower()) == long_id(short)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_nothing_else_is_an_id(text: str) -> None:
    """Whatever is accepted has the vendor's shape."""
    found = canonical_id(text)
    assert found is None or (len(found) == 18 and found[:15].lower() == text[:15].lower())


def test_ids_ascend_with_their_numbers() -> None:
    """The order of ids is the order of creation."""
    ids = [mint("003", FIRST_NUMBER + number) for number in (0, 1, 61, 62, 62**2, 62**5)]
    assert ids == sorted(ids)
    assert ids[0] == "0035g00000K0000AAB"


@pytest.mark.parametrize("text", ["", "0035g00000K000", "0035g00000K0000AA!", "0035g00000K0000ZZ9", "ünïcödeünïcöde"])
def test_malformed_ids_are_none(text: str) -> None:
    """Wrong length, letters or checksum."""
    assert canonical_id(text) is None
