"""Questions in SuiteQL."""

from __future__ import annotations

import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from adapters.systems.netsuite.suiteql import orders_by_number, quote


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_no_text_breaks_out_of_its_quotes(text: str) -> None:
    """To a parser of Oracle's SQL, the query has two conditions, and the second compares with this very text."""
    tree = sqlglot.parse_one(orders_by_number(text), dialect="oracle")
    conditions = {condition.this.name: condition.expression.name for condition in tree.find_all(exp.EQ)}
    assert conditions == {"type": "PurchOrd", "tranid": text}


def test_quotation_marks_are_doubled() -> None:
    """And nothing else is changed."""
    assert quote('O\'Neil \\ "x"') == "'O''Neil \\ \"x\"'"
