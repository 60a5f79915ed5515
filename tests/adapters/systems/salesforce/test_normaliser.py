"""From Salesforce's rows to a customer."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError
from adapters.systems.salesforce.normaliser import Expected, customer
from adapters.systems.wire import Place
from tests.adapters.systems.vendor import NOW

from .player import EMAIL, contact

PLACE = Place("salesforce", "v68.0", "Query")
EXPECTED = Expected(EMAIL, NOW, "Tier__c", ("one", "two"))


def test_no_rows_are_nobody() -> None:
    """The caller decides what that means."""
    assert customer([], EXPECTED, PLACE, stale=False) is None


def test_the_tier_is_read_from_the_configured_field() -> None:
    """Every org names it differently."""
    row = contact()
    row["Account"]["Tier__c"] = "two"
    found = customer([row], EXPECTED, PLACE, stale=True)
    assert found is not None
    assert (found.tier, found.stale) == ("two", True)


def test_one_bad_row_among_several_is_told() -> None:
    """It is not passed over because another one would have been chosen."""
    good, bad = contact(AccountId=None, Account=None), contact(AccountId=None, Account=None, Email="x@mail.example")
    with pytest.raises(ContractError, match=r"records\.1\.Email"):
        customer([good, bad], EXPECTED, PLACE, stale=False)
