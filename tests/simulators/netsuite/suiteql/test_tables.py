"""The tables that SuiteQL sees."""

from __future__ import annotations

from simulators.netsuite.record_types import Field, Kind
from simulators.netsuite.suiteql.tables import DATE_MARK, column_name, sql_value, tables_of

from ..tenant import Tenant


def test_every_family_has_its_table() -> None:
    """Transactions, lines, entities and items of all types together; other types alone, custom ones too."""
    tables = tables_of(Tenant({"custom_records": ["customrecord_wt"]}).account.catalogue)
    assert {"transaction", "transactionline", "entity", "item", "customer", "currency", "customrecord_wt"} <= set(
        tables
    )
    assert "salesorder" not in tables
    assert tables["transaction"].columns["trandate"].type == "DATE"
    assert tables["transaction"].columns["entity"].targets == ("customer", "vendor", "employee")


def test_balances_cannot_be_queried(tenant: Tenant) -> None:
    """Records show them."""
    tables = tables_of(tenant.account.catalogue)
    assert "balance" not in tables["customer"].columns
    assert "balance" in tenant.account.type("customer").fields


def test_values_are_held_as_queries_compare_them() -> None:
    """Booleans as letters, dates marked, references by their ids."""
    held = [
        sql_value(Field("f", kind), value)
        for kind, value in (
            (Kind.BOOLEAN, True),
            (Kind.BOOLEAN, False),
            (Kind.DATE, "2026-01-31"),
            (Kind.MOMENT, "2026-01-31T10:00:00Z"),
            (Kind.REFERENCE, {"id": "7", "refName": "x"}),
            (Kind.TEXT, None),
        )
    ]
    assert held == ["T", "F", f"{DATE_MARK}2026-01-31", f"{DATE_MARK}2026-01-31T10:00:00", "7", None]


def test_some_fields_have_other_names() -> None:
    """The rest is in lower case."""
    assert [column_name(name) for name in ("total", "tranId", "amount")] == ["foreigntotal", "tranid", "foreignamount"]


def test_lines_of_every_kind_are_rows(tenant: Tenant) -> None:
    """The main line first; expenses and journal lines too."""
    entries = [{"account": {"id": "1"}, "debit": 5}, {"account": {"id": "2"}, "credit": 5}]
    journal = tenant.create("journalEntry", subsidiary={"id": "1"}, line={"items": entries})
    bill = tenant.create(
        "vendorBill",
        entity={"id": tenant.vendor()},
        expense={"items": [{"account": {"id": "5"}, "amount": 3, "memo": "Fuel"}]},
    )
    columns = "mainline, account, memo, netamount"
    text = f"SELECT {columns} FROM transactionline WHERE transaction = {{}} ORDER BY linesequencenumber"
    assert tenant.rows(text.format(bill)) == [
        {"mainline": "T", "netamount": "3"},
        {"mainline": "F", "account": "5", "memo": "Fuel", "netamount": "3"},
    ]
    assert [row.get("netamount") for row in tenant.rows(text.format(journal))] == [None, "5", "-5"]
