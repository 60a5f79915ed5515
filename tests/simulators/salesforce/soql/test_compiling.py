"""Queries against a brute-force oracle."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulators.salesforce.errors import NotSimulated, Refused
from simulators.salesforce.soql.statement import prepare

from ..tenant import Tenant

NAMES: list[Any] = ["a", "A", "b", "ab", "B%", "c_d", "é", None]
TYPES: list[Any] = ["Prospect", "Other", "prospect", None]
NUMBERS: list[Any] = [0, 1, 2.5, -3, None]
DAYS = ["2026-01-04", "2026-01-05", "2026-02-01", None]
Row = dict[str, Any]
Condition = tuple[str, Callable[[Row], bool]]


def build() -> tuple[Tenant, list[Row]]:
    """Return an org with 60 accounts, and these as plain rows."""
    tenant = Tenant()
    rows = []
    for index in range(60):
        row: Row = {
            "Name": f"n{index % 7}",
            "Site": NAMES[index % len(NAMES)],
            "Type": TYPES[index // 3 % len(TYPES)],
            "AnnualRevenue": NUMBERS[index // 2 % len(NUMBERS)],
            "SLAExpirationDate__c": DAYS[index // 5 % len(DAYS)],
        }
        rows.append({"Id": tenant.create("Account", **row), **row})
    return tenant, rows


TENANT, ROWS = build()


def lower(value: Any) -> Any:
    """Return a text in lower case."""
    return value.lower() if isinstance(value, str) else value


def quoted(value: Any) -> str:
    """Return a literal."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)


def compared(sign: str, left: Any, right: Any) -> bool:
    """Compare as SOQL does."""
    left, right = lower(left), lower(right)
    if sign in ("=", "!="):
        return bool((left == right) == (sign == "="))
    if left is None or right is None:
        return False
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign])


FIELDS: list[tuple[str, list[Any]]] = [
    ("Site", NAMES),
    ("Type", TYPES),
    ("AnnualRevenue", NUMBERS),
    ("Name", ["n1", "N3", "x"]),
]
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


@st.composite
def comparisons(draw: st.DrawFn) -> Condition:
    """A comparison with a literal."""
    name, values = draw(st.sampled_from(FIELDS))
    sign, value = draw(SIGNS), draw(st.sampled_from(values))
    return f"{name} {sign} {quoted(value)}", lambda row: compared(sign, row[name], value)


@st.composite
def day_comparisons(draw: st.DrawFn) -> Condition:
    """A comparison of a date with a date or a literal for a span of days."""
    spans = {
        "TODAY": ("2026-01-05", "2026-01-05"),
        "LAST_N_DAYS:1": ("2026-01-04", "2026-01-05"),
        "2026-02-01": ("2026-02-01",) * 2,
    }
    sign, (text, (first, last)) = draw(SIGNS), draw(st.sampled_from(sorted(spans.items())))
    tests: dict[str, Callable[[str], bool]] = {
        "=": lambda day: first <= day <= last,
        "!=": lambda day: not first <= day <= last,
        "<": lambda day: day < first,
        "<=": lambda day: day <= last,
        ">": lambda day: day > last,
        ">=": lambda day: day >= first,
    }

    def holds(row: Row) -> bool:
        day = row["SLAExpirationDate__c"]
        return sign == "!=" if day is None else tests[sign](day)

    return f"SLAExpirationDate__c {sign} {text}", holds


@st.composite
def memberships(draw: st.DrawFn) -> Condition:
    """A list."""
    name, values = draw(st.sampled_from([FIELDS[0], FIELDS[2]]))
    chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))
    negated = draw(st.booleans())
    text = f"{name} {'NOT IN' if negated else 'IN'} ({', '.join(map(quoted, chosen))})"
    return text, lambda row: (lower(row[name]) in [lower(value) for value in chosen]) != negated


@st.composite
def patterns(draw: st.DrawFn) -> Condition:
    """A pattern at one or both ends."""
    part = draw(st.sampled_from(["a", "B", "n", "é"]))
    before, after = draw(st.booleans()), draw(st.booleans())

    def holds(row: Row) -> bool:
        text = row["Site"]
        if text is None:
            return False
        text, wanted = text.lower(), part.lower()
        if before and after:
            return wanted in text
        return bool(text.endswith(wanted) if before else text.startswith(wanted) if after else text == wanted)

    return f"Site LIKE '{'%' * before}{part}{'%' * after}'", holds


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Conditions in parentheses, joined or negated."""

    def junction(word: str, parts: list[Condition]) -> Condition:
        decide = all if word == "AND" else any
        return f" {word} ".join(f"({text})" for text, _ in parts), lambda row: decide(test(row) for _, test in parts)

    junctions = st.builds(junction, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3))
    return junctions | inner.map(lambda part: (f"NOT ({part[0]})", lambda row: not part[1](row)))


CONDITIONS = st.recursive(comparisons() | day_comparisons() | memberships() | patterns(), joined, max_leaves=6)
ORDERS = st.sampled_from(["Site", "Type", "AnnualRevenue", "SLAExpirationDate__c"])
RANKS = {
    value.lower(): rank
    for rank, value in enumerate(
        [
            "Prospect",
            "Customer - Direct",
            "Customer - Channel",
            "Channel Partner / Reseller",
            "Installation Partner",
            "Technology Partner",
            "Other",
        ]
    )
}


def sort_key(name: str, value: Any) -> Any:
    """Return what a value is sorted by."""
    return RANKS[value.lower()] if name == "Type" else lower(value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    CONDITIONS,
    st.none() | st.tuples(ORDERS, st.booleans(), st.booleans()),
    st.none() | st.integers(0, 20),
    st.integers(0, 5),
)
def test_a_query_gives_what_brute_force_gives(
    condition: Condition, order: tuple[str, bool, bool] | None, limit: int | None, offset: int
) -> None:
    """Any condition, order, limit and offset."""
    text, test = condition
    expected = [row for row in ROWS if test(row)]
    query = f"SELECT Id, Site FROM Account WHERE {text}"
    if order is not None:
        name, descending, nulls_last = order
        nulls = [row for row in expected if row[name] is None]
        others = sorted(
            (row for row in expected if row[name] is not None),
            key=lambda row: sort_key(name, row[name]),
            reverse=descending,
        )
        expected = others + nulls if nulls_last else nulls + others
        query += f" ORDER BY {name}{' DESC' if descending else ''} NULLS {'LAST' if nulls_last else 'FIRST'}"
    expected = expected[offset:] if limit is None else expected[offset : offset + limit]
    query += (f" LIMIT {limit}" if limit is not None else "") + f" OFFSET {offset}"
    view = TENANT.view
    found = prepare(query, view).rows(view)
    assert [row["Id"] for row in found] == [row["Id"] for row in expected]


@settings(max_examples=60, deadline=None)
@given(CONDITIONS)
def test_groups_are_those_of_brute_force(condition: Condition) -> None:
    """Counted and summed."""
    text, test = condition
    groups: dict[Any, list[Row]] = {}
    for row in ROWS:
        if test(row):
            groups.setdefault(row["Type"], []).append(row)
    view = TENANT.view
    plan = prepare(f"SELECT Type t, COUNT(Id) n, SUM(AnnualRevenue) s FROM Account WHERE {text} GROUP BY Type", view)
    found = {group["t"]: (group["n"], group["s"]) for group in plan.groups(view)}

    def total(rows: list[Row]) -> float | None:
        numbers = [row["AnnualRevenue"] for row in rows if row["AnnualRevenue"] is not None]
        return sum(numbers) if numbers else None

    assert found == {key: (len(rows), total(rows)) for key, rows in groups.items()}


PARTS = (
    "SELECT Id Name FROM Account Contact WHERE = != 'x' '' ( ) , AND OR NOT IN LIKE null TODAY 5 2026-01-01 COUNT() "
    "COUNT(Id) GROUP BY HAVING ORDER LIMIT OFFSET Owner.Name FIELDS(ALL) toLabel(Type) (SELECT Contacts) CreatedDate"
)
SCRAPS = st.sampled_from(PARTS.split())


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(SCRAPS, max_size=14).map(lambda words: "SELECT Id FROM Account " + " ".join(words))
    | st.lists(SCRAPS, max_size=14).map(" ".join)
)
def test_any_text_is_answered_or_refused(text: str) -> None:
    """Never with anything else."""
    view = TENANT.view
    with contextlib.suppress(Refused, NotSimulated):
        plan = prepare(text, view)
        found = plan.groups(view) if plan.grouping is not None else plan.rows(view)
        assert isinstance(found, list)


@pytest.mark.parametrize(
    "query",
    ["SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'a\\'b') AND Name = 'c'"],
)
def test_texts_are_bound_to_their_places(query: str) -> None:
    """Nested queries included; a plan is used again with other texts."""
    tenant = Tenant()
    for name in ("c", "d"):
        account = tenant.create("Account", Name=name)
        tenant.create("Contact", LastName=f"{name}'b", AccountId=account)
    assert tenant.rows(query) == []
    assert len(tenant.rows(query.replace("a\\'b", "c\\'b"))) == 1
    assert len(tenant.rows(query.replace("a\\'b", "d\\'b").replace("= 'c'", "= 'd'"))) == 1
