"""The tables that SuiteQL sees: which columns there are, and how records fill them.

Columns are fields in lower case. Transactions of all types share a table, and so do their lines, all entities and all
items. Source: profile.yaml, topic ``suiteql``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot.schema import MappingSchema, Schema

from windtunnel.simulator import Record

from ..record_types import Catalogue, Field, Kind, RecordType

DATE_MARK = "\x01"
"""Stands before every date, so that no text is taken for one."""
SQL_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "TEXT",
    Kind.BOOLEAN: "TEXT",
    Kind.NUMBER: "DOUBLE",
    Kind.INTEGER: "INT",
    Kind.DATE: "DATE",
    Kind.MOMENT: "DATE",
    Kind.REFERENCE: "INT",
    Kind.ENUM: "TEXT",
}
RENAMED: Mapping[str, str] = {"total": "foreigntotal", "dateCreated": "datecreated", "amount": "foreignamount"}
HIDDEN: Mapping[str, frozenset[str]] = {
    "customer": frozenset({"balance", "overduebalance", "daysoverdue"}),
    "vendor": frozenset({"balance"}),
}
"""Fields that records show and queries do not know."""
LINES = ("item", "expense", "line")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in SQL, and the types of record that its ids belong to."""

    name: str
    type: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        name: in queries.
        columns: by name.
        types: whose records fill it.
        rows: makes rows out of one record; a column that a row does not have is empty.
    """

    name: str
    columns: Mapping[str, Column]
    types: tuple[RecordType, ...]
    rows: Callable[[RecordType, Record], Iterable[Row]]


def tables_of(catalogue: Catalogue) -> Mapping[str, Table]:
    """Return all tables of an account by name."""
    types = tuple(catalogue.types.values())
    transactions = tuple(type for type in types if type.family == "transaction")
    items = tuple(type for type in types if type.family == "item")
    entities = tuple(type for type in types if type.family == "entity")
    single = [type for type in types if type not in transactions and type not in items]
    tables = [
        Table("transaction", _transaction_columns(transactions), transactions, _transaction_rows),
        Table("transactionline", LINE_COLUMNS, transactions, _line_rows),
        Table("item", {"itemtype": Column("itemtype", "TEXT"), **_columns("item", items)}, items, _item_rows),
        Table("entity", {"type": Column("type", "TEXT"), **_columns("entity", entities)}, entities, _entity_rows),
        *(Table(type.name.lower(), _columns(type.name, (type,)), (type,), _plain_rows) for type in single),
    ]
    return {table.name: table for table in tables}


def schema_of(tables: Mapping[str, Table]) -> Schema:
    """Return the columns of all tables and their types, as names are resolved by them."""
    return MappingSchema(
        {table.name: {column.name: column.type for column in table.columns.values()} for table in tables.values()}
    )


def _columns(table: str, types: Iterable[RecordType]) -> dict[str, Column]:
    columns: dict[str, Column] = {"id": Column("id", "INT")}
    for type in types:
        for field in type.fields.values():
            if _is_column(table, field):
                name = column_name(field.name)
                columns.setdefault(name, _column(name, field))
    return columns


def _is_column(table: str, field: Field) -> bool:
    known = field.kind in SQL_TYPES and field.name not in ("id", "refName")
    return known and column_name(field.name) not in HIDDEN.get(table, ())


def _column(name: str, field: Field) -> Column:
    return Column(name, SQL_TYPES[field.kind], field.targets)


def _transaction_columns(types: tuple[RecordType, ...]) -> dict[str, Column]:
    entity = Column("entity", "INT", ("customer", "vendor", "employee"))
    return {**_columns("transaction", types), "type": Column("type", "TEXT"), "entity": entity}


ITEM_TYPES = ("assemblyItem", "inventoryItem", "nonInventorySaleItem", "serviceSaleItem")
LINE_COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("id", "INT"),
        Column(
            "transaction", "INT", ("purchaseOrder", "vendorBill", "salesOrder", "invoice", "estimate", "opportunity")
        ),
        Column("linesequencenumber", "INT"),
        Column("uniquekey", "TEXT"),
        Column("mainline", "TEXT"),
        Column("item", "INT", ITEM_TYPES),
        Column("account", "INT", ("account",)),
        Column("memo", "TEXT"),
        Column("quantity", "DOUBLE"),
        Column("rate", "DOUBLE"),
        Column("foreignamount", "DOUBLE"),
        Column("netamount", "DOUBLE"),
        Column("quantitybilled", "DOUBLE"),
        Column("isclosed", "TEXT"),
        Column("createdfrom", "INT", ("purchaseOrder", "salesOrder")),
    )
}


def column_name(field: str) -> str:
    """Return what a field is called in queries."""
    return RENAMED.get(field, field.lower())


def sql_value(field: Field, value: Any) -> Any:
    """Return a value as the tables hold it."""
    if value is None:
        return None
    if field.kind is Kind.BOOLEAN:
        return "T" if value else "F"
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return DATE_MARK + value.removesuffix("Z")
    return value["id"] if isinstance(value, Mapping) else value


def _plain(table: str, type: RecordType, record: Record) -> Row:
    row = {"id": record["id"]}
    for name, value in record.items():
        field = type.fields.get(name)
        if value is not None and field is not None and _is_column(table, field):
            row[column_name(name)] = sql_value(field, value)
    return row


def _plain_rows(type: RecordType, record: Record) -> Iterable[Row]:
    return [_plain(type.name, type, record)]


def _transaction_rows(type: RecordType, record: Record) -> Iterable[Row]:
    row = _plain("transaction", type, record)
    entity = record.get("entity") or record.get("customer")
    return [{**row, "type": type.code, "entity": entity["id"] if entity is not None else None}]


def _item_rows(type: RecordType, record: Record) -> Iterable[Row]:
    return [{**_plain("item", type, record), "itemtype": CODES[type.name]}]


def _entity_rows(type: RecordType, record: Record) -> Iterable[Row]:
    return [{**_plain("entity", type, record), "type": CODES[type.name]}]


CODES: Mapping[str, str] = {
    "customer": "CustJob",
    "vendor": "Vendor",
    "employee": "Employee",
    "contact": "Contact",
    "inventoryItem": "InvtPart",
    "assemblyItem": "Assembly",
    "nonInventorySaleItem": "NonInvtPart",
    "serviceSaleItem": "Service",
}


def _line_rows(type: RecordType, record: Record) -> Iterable[Row]:
    total = record.get("total")
    main = {"id": 0, "linesequencenumber": 0, "mainline": "T", "foreignamount": total, "netamount": total}
    rows: list[Row] = [main]
    for sublist in LINES:
        for line in (record.get(sublist) or {}).get("items", ()):
            rows.append(_line_row(line, len(rows)))
    for row in rows:
        row |= {"transaction": record["id"], "uniquekey": f"{record['id']}_{row['linesequencenumber']}"}
    return rows


def _line_row(line: Mapping[str, Any], place: int) -> Row:
    amount = line.get("amount")
    if amount is None and (line.get("debit") is not None or line.get("credit") is not None):
        amount = (line.get("debit") or 0.0) - (line.get("credit") or 0.0)
    return {
        "id": line.get("line", place),
        "linesequencenumber": place,
        "mainline": "F",
        "item": (line.get("item") or {}).get("id"),
        "account": (line.get("account") or {}).get("id"),
        "memo": line.get("description") or line.get("memo"),
        "quantity": line.get("quantity"),
        "rate": line.get("rate"),
        "foreignamount": amount,
        "netamount": amount,
        "quantitybilled": line.get("quantityBilled"),
        "isclosed": "T" if line.get("isClosed") else "F",
        "createdfrom": (line.get("orderDoc") or {}).get("id"),
    }
