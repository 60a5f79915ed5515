"""Bodies of writes: which fields they change, and how lines are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call, MalformedBody, Record, UnsupportedMedia

from .account import Account
from .errors import Refused, invalid_content, invalid_header, invalid_parameter
from .record_types import CUSTOM_FIELD, Field, Kind, RecordType, Sublist
from .values import read_value, wrong_value

MODES = ("error", "warning", "ignore")
NAME_VALIDATION = "X-NetSuite-PropertyNameValidation"
VALUE_VALIDATION = "X-NetSuite-PropertyValueValidation"
PASSED_OVER = ("links", "id", "refName")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a body is to be taken.

    Args:
        unknown_names: whether a field that the type does not have is refused.
        wrong_values: whether a value that does not fit is refused, instead of passed over.
        replaced: sublists that the body's lines replace.
    """

    unknown_names: bool = True
    wrong_values: bool = True
    replaced: tuple[str, ...] = ()


def manner_of(call: Call, type: RecordType) -> Manner:
    """Return how a request wants its body to be taken.

    Raises:
        Refused: a header or ``replace`` says what it cannot.
    """
    listed = tuple(name.strip() for name in call.arguments.get("replace", "").split(",") if name.strip())
    for name in listed:
        if name not in type.sublists:
            raise invalid_parameter(f"The sublist '{name}' does not exist. Provide a valid sublist name.", "replace")
    return Manner(_mode(call, NAME_VALIDATION), _mode(call, VALUE_VALIDATION), listed)


def _mode(call: Call, header: str) -> bool:
    given = call.request.headers.get(header.lower(), MODES[0]).strip().lower()
    if given not in MODES:
        raise invalid_header(f"Invalid value of the header '{header}'. Provide one of {', '.join(MODES)}.", header)
    return given == MODES[0]


def json_object(call: Call, *, optional: bool = False) -> Mapping[str, Any]:
    """Return the body as an object.

    Raises:
        UnsupportedMedia: it is not JSON by its content type.
        MalformedBody: it is not JSON.
        Refused: it is no object.
    """
    media = call.request.content_type
    if media and not media.endswith("json"):
        raise UnsupportedMedia(f"{media} is not supported")
    if not call.request.body:
        if optional:
            return {}
        raise MalformedBody("the body is empty")
    body = call.json
    if not isinstance(body, Mapping):
        raise invalid_content("Invalid content in the request body. Provide a JSON object.")
    return body


def apply_body(
    account: Account, type: RecordType, record: Record, body: Mapping[str, Any], manner: Manner
) -> dict[str, Any]:
    """Return ``record`` as ``body`` changes it; values are checked, derived fields are not yet right.

    Raises:
        Refused: a field is unknown or a value does not fit.
    """
    changed = dict(record)
    for name, value in body.items():
        if name in type.sublists:
            changed[name] = _lines(account, type.sublists[name], changed.get(name), value, manner)
        else:
            _assign(account, type.fields, changed, name, value, name, manner)
    return changed


def _assign(
    account: Account,
    fields: Mapping[str, Field],
    target: dict[str, Any],
    name: str,
    value: Any,
    path: str,
    manner: Manner,
) -> None:
    if name in PASSED_OVER:
        return
    field = fields.get(name)
    if field is None:
        _assign_custom(target, name, value, path, manner)
    elif not field.read_only and field.kind is not Kind.LINKS:
        try:
            target[name] = read_value(account, field, value, path)
        except Refused as refused:
            if manner.wrong_values or refused.code != "INVALID_CONTENT":
                raise


def _assign_custom(target: dict[str, Any], name: str, value: Any, path: str, manner: Manner) -> None:
    """Keep a custom field as it is; refuse or pass over any other unknown one."""
    if CUSTOM_FIELD.fullmatch(name):
        if isinstance(value, Mapping):
            value = {key: each for key, each in value.items() if key != "links"}
        target[name] = None if value == "" else value
    elif manner.unknown_names:
        raise invalid_content(f"Unknown field name '{path}'. Provide a valid field name.", path)


def _lines(account: Account, sublist: Sublist, before: Any, value: Any, manner: Manner) -> dict[str, Any]:
    given = value.get("items") if isinstance(value, Mapping) else value
    if (
        not isinstance(given, Sequence)
        or isinstance(given, str)
        or not all(isinstance(each, Mapping) for each in given)
    ):
        raise wrong_value(sublist.name)
    kept: list[Mapping[str, Any]] = [] if sublist.name in manner.replaced else list((before or {}).get("items", ()))
    for index, line in enumerate(given):
        place = _place(account, sublist, kept, line)
        changed = dict(kept[place]) if place is not None else {}
        for name, each in line.items():
            _assign(account, sublist.fields, changed, name, each, f"{sublist.name}.items[{index}].{name}", manner)
        if place is None:
            kept.append(changed)
        else:
            kept[place] = changed
    return {"items": kept}


def _place(
    account: Account, sublist: Sublist, kept: Sequence[Mapping[str, Any]], line: Mapping[str, Any]
) -> int | None:
    """Return which of the lines that are there ``line`` changes, ``None`` when it is a new one."""
    for key in (sublist.key, "orderLine"):
        field = sublist.fields.get(key)
        if field is None or line.get(key) is None:
            continue
        wanted = line[key] if key == "id" else read_value(account, field, line[key], key)
        for place, each in enumerate(kept):
            if each.get(key) is not None and _same(each[key], wanted):
                return place
    return None


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return bool(one.get("id") == other.get("id"))
    return str(one) == str(other)
