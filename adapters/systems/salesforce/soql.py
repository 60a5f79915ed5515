"""Questions in SOQL, with values that cannot break out of them."""

from __future__ import annotations

from collections.abc import Sequence

# SOQL reference, "Quoted string escape sequences"; before any other character a backslash is an error
_ESCAPES = str.maketrans(
    {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)

CONTACT_FIELDS = ("Id", "Email", "Name", "FirstName", "LastName", "CreatedDate", "AccountId")


def quote(text: str) -> str:
    """Return ``text`` as a SOQL string."""
    return f"'{text.translate(_ESCAPES)}'"


def contacts_by_email(email: str, account_fields: Sequence[str]) -> str:
    """Return the query for all contacts with this e-mail address; SOQL compares without regard to case."""
    fields = (*CONTACT_FIELDS, *(f"Account.{field}" for field in account_fields))
    return f"SELECT {', '.join(fields)} FROM Contact WHERE Email = {quote(email)}"  # noqa: S608  # quoted
