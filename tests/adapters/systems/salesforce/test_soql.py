"""Texts inside SOQL."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from adapters.systems.salesforce.soql import contacts_by_email, quote


@given(st.text())
def test_a_quoted_text_ends_where_it_ends(text: str) -> None:
    """No quote inside stands without its backslash, and no backslash without what it escapes."""
    quoted = quote(text)
    assert re.fullmatch(r"'(?:[^'\\\n\r]|\\[nrtbf\"'\\])*'", quoted) is not None


def test_the_escapes_are_those_of_the_reference() -> None:
    """Quotes, backslashes and control characters."""
    assert quote("a'b\"c\\d\n\r\t\b\f") == r"""'a\'b\"c\\d\n\r\t\b\f'"""


def test_the_query_asks_for_exactly_what_is_read() -> None:
    """Fields of the account are asked for through the contact."""
    question = contacts_by_email("o'neil@mail.example", ("Id", "Tier__c"))
    assert question == (
        "SELECT Id, Email, Name, FirstName, LastName, CreatedDate, AccountId, Account.Id, Account.Tier__c FROM Contact"
        r" WHERE Email = 'o\'neil@mail.example'"
    )
