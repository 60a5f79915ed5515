"""Values of a body: what fits the type of its field, in the form in which records hold it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.simulator import Record

from .account import Account
from .errors import Refused, invalid_content, user_error
from .moments import iso_date, moment_text
from .record_types import Field, Kind, RecordType, label_of

INTEGER_MAX = 2**53
TEXT_MAX = 4000


def read_value(account: Account, field: Field, value: Any, path: str) -> Any:
    """Return ``value`` as a record holds it; ``None`` clears a field.

    Args:
        account: the account.
        field: that the value is for.
        value: decoded JSON.
        path: of the field in the body, for refusals.

    Raises:
        Refused: it does not fit, or points to nothing.
    """
    if value is None or value == "":
        return None
    return READERS[field.kind](account, field, value, path)


def name_of(type: RecordType, record: Record) -> str:
    """Return how people call a record."""
    for name in NAMES.get(type.family, ("name", "title", "symbol", "acctName")):
        if record.get(name):
            text = str(record[name])
            return f"{type.label} #{text}" if type.family == "transaction" else text
    return str(record["id"])


NAMES: Mapping[str, tuple[str, ...]] = {
    "entity": ("entityId",),
    "transaction": ("tranId", "transactionNumber"),
    "item": ("itemId",),
    "supportcase": ("caseNumber",),
}


def wrong_value(path: str) -> Refused:
    """Return the refusal of a value of the wrong type."""
    return invalid_content(
        f"Invalid value for the resource or sub-resource field '{path}'. Provide a valid value.", path
    )


def wrong_reference(value: Any, path: str) -> Refused:
    """Return the refusal of a reference that leads nowhere."""
    return user_error(f"Invalid Field Value {value} for the following field: {path}", path)


def _text(account: Account, field: Field, value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise wrong_value(path)
    if len(value) > TEXT_MAX:
        raise user_error(f"The field {path} contained more than the maximum number ( {TEXT_MAX} ) of characters.", path)
    return value


def _boolean(account: Account, field: Field, value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise wrong_value(path)
    return value


def _number(account: Account, field: Field, value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise wrong_value(path)
    if abs(value) >= INTEGER_MAX:
        raise wrong_value(path)
    return float(value)


def _integer(account: Account, field: Field, value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= INTEGER_MAX:
        raise wrong_value(path)
    return value


def _date(account: Account, field: Field, value: Any, path: str) -> str:
    if not isinstance(value, str) or iso_date(value) is None:
        raise wrong_value(path)
    return value


def _moment(account: Account, field: Field, value: Any, path: str) -> str:
    moment = moment_text(value) if isinstance(value, str) else None
    if moment is None:
        raise wrong_value(path)
    return moment


def _enum(account: Account, field: Field, value: Any, path: str) -> dict[str, str]:
    chosen = value.get("id") if isinstance(value, Mapping) else value
    if not isinstance(chosen, str) or not chosen:
        raise wrong_value(path)
    return {"id": chosen, "refName": label_of(chosen)}


def _object(account: Account, field: Field, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise wrong_value(path)
    kept = {name: each for name, each in value.items() if each is not None and name != "links"}
    for name, each in kept.items():
        if name == "country":
            kept[name] = _enum(account, field, each, f"{path}.{name}")
        elif not isinstance(each, str | bool):
            raise wrong_value(f"{path}.{name}")
    return kept


def _reference(account: Account, field: Field, value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise wrong_value(path)
    internal, external = value.get("id"), value.get("externalId")
    for name in field.targets:
        type = account.type(name)
        if isinstance(internal, str):
            found = account.rows(type).get(internal)
        elif isinstance(external, str):
            found = account.by_external_id(type, external)
        else:
            raise wrong_value(path)
        if found is not None:
            return {"id": str(found["id"]), "refName": name_of(type, found)}
    raise wrong_reference(internal if internal is not None else external, path)


Reader = Callable[[Account, Field, Any, str], Any]
READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.BOOLEAN: _boolean,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.ENUM: _enum,
    Kind.OBJECT: _object,
    Kind.REFERENCE: _reference,
}
