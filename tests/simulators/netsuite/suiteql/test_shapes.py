"""Queries that differ only in the texts they compare with."""

from __future__ import annotations

import pytest

from simulators.netsuite.errors import Refused
from simulators.netsuite.suiteql import shapes
from simulators.netsuite.suiteql.shapes import Shapes, taken_apart
from simulators.netsuite.suiteql.statement import understand

from ..tenant import Tenant

BY_NUMBER = "SELECT id, tranid FROM transaction WHERE type = 'PurchOrd' AND tranid = '{}'"


@pytest.fixture
def known(tenant: Tenant) -> Shapes:
    """Those of an account of which nothing was asked yet."""
    mirror = tenant.system.mirror
    return Shapes(mirror.tables, mirror.schema)


def test_a_question_asked_for_another_number_is_understood_once(known: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SQL is the same, the values are others."""
    first = known.sql(BY_NUMBER.format("PO-7"))
    monkeypatch.setattr(shapes, "understand", None)
    second = known.sql(BY_NUMBER.format("it''s"))
    assert first[0] == second[0]
    assert (first[1], second[1]) == (("PurchOrd", "PO-7"), ("PurchOrd", "it's"))


@pytest.mark.parametrize("number", ["PO-7", "PO-8", "", "x' OR ''='", "= ''PO-7", "PO-7\n"])
def test_the_answer_is_that_of_the_query_as_it_stands(tenant: Tenant, number: str) -> None:
    """Whatever the text holds."""
    mirror, text = tenant.system.mirror, BY_NUMBER.format(number.replace("'", "''"))
    sql, values = mirror.shapes.sql(text)
    plain = understand(text, mirror.tables, mirror.schema).tree.sql("sqlite")
    assert mirror.run(sql, 10, values) == mirror.run(plain, 10)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT TO_CHAR(trandate, 'YYYY') AS y FROM transaction WHERE tranid LIKE 'PO=''7'",
        "SELECT id AS \"a = 'b'\" FROM transaction",
        "SELECT id FROM transaction -- = 'x'",
        "SELECT id FROM transaction /* = 'x' */",
        "SELECT id FROM transaction WHERE memo = N'x' AND tranid = 'y'",
        "SELECT id FROM transaction WHERE memo = ''",
        "SELECT id FROM transaction WHERE memo = '\x02'",
    ],
)
def test_what_is_no_compared_text_stays(text: str) -> None:
    """Formats, patterns, quoted names, comments, prefixed and empty texts."""
    assert taken_apart(text) == (text, ())


def test_equal_texts_are_one_value() -> None:
    """Two expressions that are equal stay equal."""
    shape, values = taken_apart("SELECT 1 FROM t WHERE a = 'x' AND b ='y' AND c= 'x'")
    assert values == ("x", "y")
    assert shape.count("'\x021\x02'") == 2


def test_too_many_texts_are_left_where_they_are() -> None:
    """SQLite takes a limited number of values."""
    text = " OR ".join(f"a = '{number}'" for number in range(shapes.VALUES_MAX + 1))
    assert taken_apart(text) == (text, ())


def test_a_date_that_is_compared_is_read_as_a_date(tenant: Tenant) -> None:
    """Also when it is a value."""
    (day,) = {row["trandate"] for row in tenant.rows("SELECT trandate FROM transaction WHERE tranid = 'PO-7'")}
    assert [row["tranid"] for row in tenant.rows(f"SELECT tranid FROM transaction WHERE trandate = '{day}'")]
    assert tenant.rows("SELECT tranid FROM transaction WHERE trandate = '1/1/1999'") == []


def test_a_text_whose_place_is_lost_is_understood_where_it_stands(tenant: Tenant, known: Shapes) -> None:
    """Such as one that is joined to the next."""
    sql, values = known.sql("SELECT id FROM transaction WHERE tranid = 'PO' '-7'")
    assert values == () or "?1" in sql
    assert "\x02" not in sql


def test_a_refusal_speaks_of_the_query_as_it_was_sent(known: Shapes) -> None:
    """Not of marks."""
    with pytest.raises(Refused) as refused:
        known.sql("SELECT id FROM transaction WHERE tranid = 'PO-7' AND (")
    assert "\x02" not in refused.value.details[0].text


def test_no_more_than_a_number_of_shapes_is_kept(known: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes, and is understood again."""
    monkeypatch.setattr(shapes, "SHAPES_MAX", 2)
    told = [known.sql(f"SELECT {column} FROM term")[0] for column in ("id", "name", "isinactive", "id")]
    assert told[0] == told[3]
    assert len(known._known) == 2
