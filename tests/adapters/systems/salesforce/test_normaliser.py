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


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ann Ode", "Ann", "Ode"),
        ("Ann B. Ode Jr.", "Ann", "Ode"),
        ("Ode", None, "Ode"),
        ("Ode Ann", "Ann", "Ode"),
        (" Ann Ode ", "Ann", "Ode"),
        ("Whoever", None, None),
    ],
)
def test_a_name_is_made_of_first_and_last_name(name: str, first: str | None, last: str | None) -> None:
    """With what the org adds to them, in the order of its country."""
    row = contact(Name=name, FirstName=first, LastName=last, AccountId=None, Account=None)
    found = customer([row], EXPECTED, PLACE, stale=False)
    assert found is not None
    assert found.name == name.strip()


@pytest.mark.parametrize("name", ["Ode, Ann", "A. Ode", "Ann"])
def test_a_name_that_is_made_of_something_else_is_not_believed(name: str) -> None:
    """Turned round for a list, masked, cut."""
    row = contact(Name=name, FirstName="Ann", LastName="Ode", AccountId=None, Account=None)
    with pytest.raises(ContractError, match=r"records\.0\.Name: is not made of FirstName and LastName"):
        customer([row], EXPECTED, PLACE, stale=False)
