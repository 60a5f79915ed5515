"""Records as JSON: links first, then the fields in the order of the contract; what has no value is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call, Record

from .account import Account, account_of, address
from .answers import link
from .errors import invalid_parameter
from .record_types import Field, Kind, RecordType, Sublist
from .values import name_of

TRUTHS: Mapping[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class View:
    """How a record is read.

    Args:
        call: whose address links repeat.
        account: the account.
        expand: whether sublists stand in the record.
        bare_enums: whether enums are their ids alone.
        names: the fields to tell; ``None`` for all.
    """

    call: Call
    account: Account
    expand: bool = False
    bare_enums: bool = False
    names: tuple[str, ...] | None = None


def view_of(call: Call, type: RecordType) -> View:
    """Return how a request wants to read records of a type.

    Raises:
        Refused: a parameter says what it cannot, or names an unknown field.
    """
    listed = call.arguments.get("fields")
    names = tuple(name.strip() for name in listed.split(",") if name.strip()) if listed else None
    for name in names or ():
        if name not in type.fields and name not in type.sublists and not name.startswith("cust"):
            raise invalid_parameter(f"Unknown field name '{name}'. Provide a valid field name.", "fields")
    expand, bare = (_truth(call, name) for name in ("expandSubResources", "simpleEnumFormat"))
    return View(call, account_of(call), expand, bare, names)


def _truth(call: Call, name: str) -> bool:
    given = call.arguments.get(name, "false").lower()
    if given not in TRUTHS:
        raise invalid_parameter(f"Invalid value of the query parameter '{name}'. Provide true or false.", name)
    return TRUTHS[given]


def render(type: RecordType, record: Record, view: View) -> dict[str, Any]:
    """Return a record with its fields and sublists."""
    base = address(type, record["id"])
    rendered: dict[str, Any] = {"links": [link(view.call.link(base))]}
    for name, field in type.fields.items():
        if field.kind is Kind.LINKS or not _is_wanted(view, name):
            continue
        if field.kind is Kind.SUBLIST:
            rendered[name] = render_sublist(type.sublists[name], record, view, f"{base}/{name}")
        elif name == "refName":
            rendered[name] = name_of(type, record)
        elif record.get(name) is not None:
            rendered[name] = _value(field, record[name], view)
    custom = [name for name in record if name not in type.fields and record[name] is not None]
    rendered |= {name: record[name] for name in custom if _is_wanted(view, name)}
    return rendered


def render_sublist(sublist: Sublist, record: Record, view: View, base: str) -> dict[str, Any]:
    """Return the lines of a sublist, or a link to them."""
    links = [link(view.call.link(base))]
    if not view.expand:
        return {"links": links}
    lines = (record.get(sublist.name) or {}).get("items", ())
    rendered = [
        render_line(sublist, line, view, f"{base}/{key_of(sublist, line, place)}")
        for place, line in enumerate(lines, 1)
    ]
    counts = {"count": len(rendered), "hasMore": False, "offset": 0, "totalResults": len(rendered)}
    return {"links": links, **counts, "items": rendered}


def render_line(sublist: Sublist, line: Mapping[str, Any], view: View, base: str) -> dict[str, Any]:
    """Return one line."""
    rendered: dict[str, Any] = {"links": [link(view.call.link(base))]}
    for name, value in line.items():
        if value is not None:
            field = sublist.fields.get(name)
            rendered[name] = value if field is None else _value(field, value, view)
    return rendered


def key_of(sublist: Sublist, line: Mapping[str, Any], place: int) -> str:
    """Return what stands for a line in paths; ``place`` counts from one."""
    key = line.get(sublist.key, place)
    return str(key.get("id") if isinstance(key, Mapping) else key)


def short(type: RecordType, record_id: str, call: Call) -> dict[str, Any]:
    """Return a record as collections hold it: link and id."""
    return {"links": [link(call.link(address(type, record_id)))], "id": record_id}


def _is_wanted(view: View, name: str) -> bool:
    return view.names is None or name in view.names


def _value(field: Field, value: Any, view: View) -> Any:
    if field.kind is Kind.REFERENCE:
        return _reference(field.targets, value, view)
    if field.kind is Kind.ENUM and view.bare_enums:
        return value["id"]
    return value


def _reference(targets: Sequence[str], value: Mapping[str, Any], view: View) -> dict[str, Any]:
    """Return a reference with the name that its record has now."""
    for name in targets:
        type = view.account.type(name)
        found = view.account.rows(type).get(value["id"])
        if found is not None:
            links = [link(view.call.link(address(type, value["id"])))]
            return {"links": links, "id": value["id"], "refName": name_of(type, found)}
    return dict(value)
