"""SOSL."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.errors import NotSimulated, Refused
from simulators.salesforce.search.sosl import parse_sosl


def test_every_clause_is_read() -> None:
    """Text, group, objects with conditions, limit."""
    search = parse_sosl(
        "find {ada \\{x\\}} in email fields returning "
        "Contact(Id, Name WHERE LastName = 'O\\'B' ORDER BY Name LIMIT 3 OFFSET 1), Lead limit 7"
    )
    assert (search.text, search.group, search.limit, search.strings) == ("ada \\{x\\}", "EMAIL", 7, ["O\\'B"])
    contact, lead = search.returning
    assert (contact.source.text, contact.limit, contact.offset, len(contact.columns)) == ("Contact", 3, 1, 2)
    assert (lead.source.text, len(lead.columns)) == ("Lead", 1)


def test_clauses_may_be_left_out() -> None:
    """Then all fields of all objects are searched."""
    search = parse_sosl("FIND {ada}")
    assert (search.group, search.returning, search.limit) == ("ALL", (), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "FIND ada",
        "FIND {ada",
        "FIND {ada} IN SOME FIELDS",
        "FIND {ada} IN ALL",
        "FIND {ada} RETURNING",
        "FIND {ada} RETURNING Contact(",
        "FIND {ada} RETURNING Contact(Id) nonsense",
        "FIND {ada} LIMIT x",
    ],
)
def test_broken_searches_are_refused(text: str) -> None:
    """MALFORMED_SEARCH."""
    with pytest.raises(Refused) as refused:
        parse_sosl(text)
    assert refused.value.code == "MALFORMED_SEARCH"


@pytest.mark.parametrize(
    "rest", ["WITH DIVISION = 'x'", "RETURNING Contact(Id USING ListView = Recent)", "UPDATE TRACKING"]
)
def test_what_is_not_built_is_said(rest: str) -> None:
    """501."""
    with pytest.raises(NotSimulated):
        parse_sosl(f"FIND {{ada}} {rest}")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else ever happens."""
    with contextlib.suppress(Refused, NotSimulated):
        assert parse_sosl(f"FIND {{{text}}} RETURNING {text}").returning
