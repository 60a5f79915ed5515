"""The syntax tree."""

from __future__ import annotations

from simulators.salesforce.soql.syntax import Literal, Path
from simulators.salesforce.soql.tokens import Kind


def test_a_path_has_one_name() -> None:
    """Its parts with dots between."""
    assert Path(("Account", "Owner", "Name"), 0).text == "Account.Owner.Name"


def test_null_is_a_word() -> None:
    """The text 'NULL' is none."""
    assert Literal(Kind.NAME, "NULL", -1, 0).is_null
    assert not Literal(Kind.STRING, "NULL", 0, 0).is_null
