"""Families of records that are created, shown, listed, changed and deleted in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import root
from ..paging import Key, Listing, listed
from ..records import address, all_shown, shown
from ..refusals import blank, invalid

Reader = Callable[[Any, str], Any]
SORTS: Mapping[str, Key] = {
    "position": lambda record: record.get("position", 0),
    "created_at": lambda record: record["created_at"],
    "updated_at": lambda record: record["updated_at"],
    "alphabetical": lambda record: str(record.get("title", record.get("name", ""))).lower(),
    "name": lambda record: str(record.get("name", "")).lower(),
}


@dataclass(frozen=True)
class Field:
    """A field that callers may write.

    Args:
        read: checks a value and returns it as records hold it.
        default: what a record holds that was made without it.
        required: whether a new record needs it.
        raw: whether ``raw_<name>`` holds the same.
        unique: whether no two records may have the same.
        identified: whether it is a list whose entries get ids of their own.
    """

    read: Reader
    default: Any = None
    required: bool = False
    raw: bool = False
    unique: bool = False
    identified: bool = False


@dataclass(frozen=True)
class Family:
    """One kind of record.

    Args:
        singular: name of one in bodies.
        plural: name of many in bodies, and of the collection.
        fields: what may be written.
        operations: operationId by ``list``, ``create``, ``show``, ``update``, ``delete``.
        parameter: the path parameter that holds an id.
        path: where records are served, below ``/api/v2``; the plural unless it is given.
        created: status of the answer to a creation.
        fixed: what every record holds beside its fields.
        text_ids: whether ids are text in bodies.
        positioned: whether a new record goes to the end of an order.
        only_cursors: whether lists page by cursor alone.
        derived: fields that are made from others where a new record came without them.
    """

    singular: str
    plural: str
    fields: Mapping[str, Field]
    operations: Mapping[str, str]
    parameter: str
    path: str = ""
    created: int = 201
    fixed: Mapping[str, Any] = field(default_factory=dict)
    text_ids: bool = False
    positioned: bool = False
    only_cursors: bool = False
    derived: Mapping[str, Callable[[Record], Any]] = field(default_factory=dict)

    @property
    def listing(self) -> Listing:
        """How records are listed."""
        return Listing(self.plural, self.render, SORTS, SORTS, always_cursors=self.only_cursors)

    def render(self, call: Call, records: Sequence[Record]) -> list[dict[str, Any]]:
        """Return records as a caller sees them."""
        return all_shown(records, call.request.origin)

    def add(self, account: Account, values: Mapping[str, Any]) -> Record:
        """Create a record and return it.

        Raises:
            InvalidAttribute: a value has the wrong type.
            InvalidInput: a value is missing, not allowed or taken.
        """
        number, now = account.next_id(), account.now()
        changes = self._changes(account, None, values)
        for name, each in self.fields.items():
            if each.required and not changes.get(name):
                raise blank(name, name.replace("_", " ").capitalize())
        record: dict[str, Any] = {
            "url": address(f"{self.path or self.plural}/{number}.json"),
            "id": str(number) if self.text_ids else number,
            **self.fixed,
            **self._defaults(),
        }
        if self.positioned:
            record["position"] = len(account.store[self.plural])
        record |= {**changes, "created_at": now, "updated_at": now}
        record |= {name: make(record) for name, make in self.derived.items() if record[name] is None}
        return account.store[self.plural].put(str(number), record)

    def change(self, account: Account, record: Record, values: Mapping[str, Any]) -> Record:
        """Change a record and return it.

        Raises:
            InvalidAttribute: a value has the wrong type.
            InvalidInput: a value is not allowed or taken.
        """
        changes = self._changes(account, record, values)
        for name, value in changes.items():
            if name in self.fields and self.fields[name].required and not value:
                raise blank(name, name.replace("_", " ").capitalize())
        return account.store[self.plural].update(str(record["id"]), {**changes, "updated_at": account.now()})

    def require(self, account: Account, record_id: str) -> Record:
        """Return a record.

        Raises:
            RecordNotFound: there is none with that id.
        """
        record = account.store[self.plural].get(record_id)
        if record is None:
            raise RecordNotFound(self.singular, record_id)
        return record

    def of_call(self, call: Call) -> Record:
        """Return the record that a path names.

        Raises:
            RecordNotFound: there is none with that id.
        """
        return self.require(account_of(call), call.parameters[self.parameter])

    def answer(self, call: Call, record: Record, status: int = 200) -> Response:
        """Return one record as an answer."""
        content = self.render(call, [record])[0]
        headers = [("Location", shown(record, call.request.origin)["url"])] if status == 201 else None
        return json_response({self.singular: content}, status, headers)

    def _defaults(self) -> dict[str, Any]:
        defaults: dict[str, Any] = {}
        for name, each in self.fields.items():
            defaults[name] = each.default
            if each.raw:
                defaults[f"raw_{name}"] = each.default
        return defaults

    def _changes(self, account: Account, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for name, value in values.items():
            known = self.fields.get(name)
            if known is None:
                continue
            changes[name] = known.read(value, f"{self.singular}.{name}")
            if known.identified:
                changes[name] = [{"id": each.get("id") or account.next_id(), **each} for each in changes[name]]
            if known.raw:
                changes[f"raw_{name}"] = changes[name]
            if known.unique:
                self._check_unique(account, record, name, changes[name])
        return changes

    def _check_unique(self, account: Account, record: Record | None, name: str, value: Any) -> None:
        for other in account.store[self.plural].where(name, value):
            if record is None or other["id"] != record["id"]:
                label = name.replace("_", " ").capitalize()
                raise invalid(name, "DuplicateValue", f"{label}: {value} has already been taken")


def serve(operations: Operations, family: Family) -> None:
    """Bind the operations of a family."""
    for role, operation_id in family.operations.items():
        operations.bind(operation_id)(lambda call, run=ROLES[role]: run(family, call))


def _list(family: Family, call: Call) -> Response:
    records = list(account_of(call).store[family.plural])
    if "active" in call.arguments:
        wanted = call.arguments["active"] == "true"
        records = [record for record in records if record.get("active", True) == wanted]
    return listed(call, records, family.listing)


def _create(family: Family, call: Call) -> Response:
    values = root(call, family.singular, family.fields)
    return family.answer(call, family.add(account_of(call), values), family.created)


def _show(family: Family, call: Call) -> Response:
    return family.answer(call, family.of_call(call))


def _update(family: Family, call: Call) -> Response:
    record = family.of_call(call)
    return family.answer(call, family.change(account_of(call), record, root(call, family.singular, family.fields)))


def _delete(family: Family, call: Call) -> Response:
    record = family.of_call(call)
    account_of(call).store[family.plural].remove(str(record["id"]))
    return Response(204)


ROLES: Mapping[str, Callable[[Family, Call], Response]] = {
    "list": _list,
    "create": _create,
    "show": _show,
    "update": _update,
    "delete": _delete,
}
