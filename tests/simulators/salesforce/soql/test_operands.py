"""Literals against the types of fields."""

from __future__ import annotations

import pytest

from ..tenant import Tenant

MUST = "value of filter criterion for field '{}' must be of type {} and should {}be enclosed in quotes"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("LastName = 5", MUST.format("LastName", "string", "")),
        ("LastName = true", MUST.format("LastName", "string", "")),
        ("AccountId = 5", MUST.format("AccountId", "string", "")),
        ("Birthdate = '2026-01-01'", MUST.format("Birthdate", "date", "not ")),
        ("Birthdate = 2026-01-01T00:00:00Z", MUST.format("Birthdate", "date", "not ")),
        ("CreatedDate > 2026-01-01", MUST.format("CreatedDate", "dateTime", "not ")),
        ("CreatedDate > '2026-01-01T00:00:00Z'", MUST.format("CreatedDate", "dateTime", "not ")),
        ("LastName = TODAY", MUST.format("LastName", "string", "")),
        ("DoNotCall = 'true'", MUST.format("DoNotCall", "boolean", "not ")),
        ("MailingLatitude = '1'", MUST.format("MailingLatitude", "double", "not ")),
        ("MailingLatitude IN (1, '2')", MUST.format("MailingLatitude", "double", "not ")),
    ],
)
def test_literals_of_another_type_are_refused(tenant: Tenant, condition: str, message: str) -> None:
    """INVALID_FIELD, pointing at the field."""
    code, text = tenant.refused(f"SELECT Id FROM Contact WHERE {condition}")
    assert code == "INVALID_FIELD"
    assert text.endswith(message)


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        ("Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: abc"),
        ("AccountId IN ('abc')", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: abc"),
        ("Id LIKE '003%'", "INVALID_FIELD", "invalid operator on id field"),
        ("DoNotCall > true", "INVALID_FIELD", "invalid operator on boolean field"),
        ("Description = 'x'", "INVALID_FIELD", "field 'Description' can not be filtered in a query call"),
        (
            "MailingAddress = null",
            "INVALID_FIELD",
            "field 'MailingAddress' can not be filtered in a query call",
        ),
        ("LastName INCLUDES ('x')", "INVALID_FIELD", "INCLUDES is only valid on multipicklist fields"),
        (r"LastName = 'a\x'", "MALFORMED_QUERY", r"Invalid string literal: illegal escape sequence '\x'"),
        ("Birthdate = 2026-02-30", "MALFORMED_QUERY", "Invalid date: 2026-02-30"),
    ],
)
def test_operators_and_values_are_checked(tenant: Tenant, condition: str, code: str, message: str) -> None:
    """What the vendor says of each."""
    found = tenant.refused(f"SELECT Id FROM Contact WHERE {condition}")
    assert found[0] == code
    assert found[1].endswith(message)


def test_the_place_is_that_of_the_text_that_was_sent(tenant: Tenant) -> None:
    """Though queries are compiled without their texts."""
    text = tenant.refused("SELECT Id FROM Contact WHERE LastName = 'a long text' AND Id = 'abc'")[1]
    assert "ERROR at Row:1:Column:64" in text
    assert "^" in text
