"""Reading what a scenario or a user may set for any AI service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

Facts = Mapping[str, Any]


def check_names(given: Mapping[str, Any], system: str, known: Sequence[str]) -> None:
    """Raise ``UnknownNameError`` when ``given`` holds an option that ``system`` does not know."""
    for name in given:
        if name not in known:
            raise UnknownNameError(f"option of {system}", name, known)


def models(given: object, keys: Sequence[str]) -> tuple[tuple[str, ...] | None, Mapping[str, Facts]]:
    """Read the option ``models``: a list of names, or facts by name.

    Args:
        given: the option; ``None`` when it was left out.
        keys: the facts that a model may have.

    Returns:
        the names of the only models that there are, ``None`` for all, and the facts.

    Raises:
        UsageError: it is neither.
        UnknownNameError: a model has no such fact.
    """
    if given is None:
        return None, {}
    if isinstance(given, list | tuple):
        return tuple(str(name) for name in given), {}
    facts = {str(name): mapping(each or {}, f"models.{name}") for name, each in mapping(given, "models").items()}
    for name, each in facts.items():
        for key in each:
            if key not in keys:
                raise UnknownNameError("fact of a model", key, keys, place=f"models.{name}")
    return None, facts


def mapping(given: object, place: str) -> Mapping[str, Any]:
    """Return ``given``; raise ``UsageError`` when it is no mapping."""
    if not isinstance(given, Mapping):
        raise UsageError(f"expected a mapping, not {given!r}", place=place)
    return given


def text(given: Mapping[str, Any], name: str) -> str | None:
    """Return the option ``name``, ``None`` when it was left out; raise ``UsageError`` when it is no text."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"expected a text, not {value!r}", place=name)
    return value


def money(given: object, kinds: Sequence[str], what: str) -> str | None:
    """Read the option ``insufficient_quota``: one of ``kinds``, or true for the first of them.

    Raises:
        UnknownNameError: it is something else; ``what`` says what it should be.
    """
    if given in (None, False):
        return None
    if given is True:
        return kinds[0]
    if given not in kinds:
        raise UnknownNameError(f"{what} of insufficient_quota", str(given), kinds)
    return str(given)
