"""Checking the values of settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..bodies import integer, integers, items, text, truth
from ..refusals import InvalidAttribute, invalid

Reader = Callable[[Any, str], Any]


def plain_text(value: Any, name: str) -> str | None:
    """Return text."""
    return text(value, name)


def words(value: Any, name: str) -> str:
    """Return text; null counts as empty."""
    return (text(value, name) or "").strip()


def flag(value: Any, name: str) -> bool:
    """Return a truth value; null counts as false."""
    return bool(truth(value, name))


def number(value: Any, name: str) -> int | None:
    """Return a whole number."""
    return integer(value, name)


def count(value: Any, name: str) -> int:
    """Return a whole number; null counts as zero."""
    return integer(value, name) or 0


def numbers(value: Any, name: str) -> list[int]:
    """Return whole numbers."""
    return integers(value, name)


def mapping(value: Any, name: str) -> dict[str, Any] | None:
    """Return an object, or null.

    Raises:
        InvalidAttribute: it is something else.
    """
    if value is not None and not isinstance(value, Mapping):
        raise InvalidAttribute(name, "a hash", "")
    return dict(value) if value is not None else None


def filled_mapping(value: Any, name: str) -> dict[str, Any]:
    """Return an object; null counts as an empty one.

    Raises:
        InvalidAttribute: it is something else.
    """
    return mapping(value, name) or {}


def one_of(*allowed: str) -> Reader:
    """Return a reader of one of some words."""

    def read(value: Any, name: str) -> str:
        if value not in allowed:
            raise invalid(name.rpartition(".")[2], "InvalidValue", f"{name}: {value} is not valid")
        return str(value)

    return read


def rules(value: Any, name: str) -> list[dict[str, Any]]:
    """Return actions or conditions, each of which names a field.

    Raises:
        InvalidAttribute: it is no list of objects.
        InvalidInput: one names no field.
    """
    found = []
    for each in items(value, name):
        if not isinstance(each, Mapping):
            raise InvalidAttribute(name, "an array of hashes", "")
        if not isinstance(each.get("field"), str) or not isinstance(each.get("operator", ""), str):
            raise invalid(name.rpartition(".")[2], "InvalidValue", f"{name}: every entry names a field")
        found.append(dict(each))
    return found


def conditions(value: Any, name: str) -> dict[str, Any]:
    """Return conditions under ``all`` and ``any``.

    Raises:
        InvalidAttribute: it is no object of lists.
    """
    given = filled_mapping(value, name)
    return {each: rules(given.get(each), f"{name}.{each}") for each in ("all", "any")}


def options(value: Any, name: str) -> list[dict[str, Any]]:
    """Return options, each of which has a name and a value.

    Raises:
        InvalidAttribute: it is no list of objects.
        InvalidInput: name or value is missing.
    """
    found = []
    for each in items(value, name):
        if not isinstance(each, Mapping):
            raise InvalidAttribute(name, "an array of hashes", "")
        label, content = words(each.get("name"), name), words(each.get("value"), name)
        if not label or not content:
            raise invalid("custom_field_options", "BlankValue", "Custom field options: cannot be blank")
        identified = {"id": integer(each["id"], name)} if each.get("id") is not None else {}
        found.append({**identified, "name": label, "raw_name": label, "value": content})
    return found


def entries(*known: str) -> Reader:
    """Return a reader of objects of which some members are kept."""

    def read(value: Any, name: str) -> list[dict[str, Any]]:
        found = []
        for each in items(value, name):
            if not isinstance(each, Mapping):
                raise InvalidAttribute(name, "an array of hashes", "")
            found.append(_kept(each, known))
        return found

    return read


def _kept(value: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    return {name: content for name, content in value.items() if name in known}
