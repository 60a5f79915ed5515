"""Conditions of views and triggers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import NotBuilt, Record

from .account import Actor
from .tickets.statuses import ORDER

PRIORITY_ORDER = ("low", "normal", "high", "urgent")
RANKS: Mapping[str, Sequence[str]] = {"status": ORDER, "priority": PRIORITY_ORDER}
PLAIN = {
    "status": "status",
    "priority": "priority",
    "type": "type",
    "ticket_type": "type",
    "group_id": "group_id",
    "assignee_id": "assignee_id",
    "requester_id": "requester_id",
    "organization_id": "organization_id",
    "brand_id": "brand_id",
    "ticket_form_id": "ticket_form_id",
    "custom_status_id": "custom_status_id",
}
CUSTOM_PREFIX = "custom_fields_"
NOBODY = (None, "", "none")


@dataclass(frozen=True)
class Situation:
    """What conditions are judged on.

    Args:
        after: the ticket as it is.
        before: the ticket as it was; ``None`` when it is new, or nothing happened to it.
        comment: what was written.
        actor: who is at work.
        creation: whether the ticket was just created.
    """

    after: Record
    actor: Actor
    before: Record | None = None
    comment: Record | None = None
    creation: bool = False


def holds(conditions: Mapping[str, Any], situation: Situation) -> bool:
    """Tell whether all of ``all`` and one of ``any`` hold.

    Raises:
        NotBuilt: a condition is of a kind that this simulator does not know.
    """
    everything, anything = conditions.get("all") or (), conditions.get("any") or ()
    if not all(_holds(each, situation) for each in everything):
        return False
    return not anything or any(_holds(each, situation) for each in anything)


def check(conditions: Mapping[str, Any]) -> None:
    """Refuse conditions that could not be judged.

    Raises:
        NotBuilt: a field or an operator is unknown.
    """
    for condition in (*(conditions.get("all") or ()), *(conditions.get("any") or ())):
        field, operator = str(condition.get("field")), str(condition.get("operator") or "is")
        if field in PLAIN or field.startswith(CUSTOM_PREFIX):
            known = operator in OPERATORS or operator in CHANGES
        else:
            known = field in SPECIAL and operator in ("is", "is_not", "includes", "not_includes")
        if not known:
            raise NotBuilt(f"conditions on {field!r} with {operator!r} are not simulated")


def _holds(condition: Mapping[str, Any], situation: Situation) -> bool:
    field, operator = str(condition.get("field")), str(condition.get("operator") or "is")
    wanted = condition.get("value")
    if field in SPECIAL:
        return SPECIAL[field](operator, wanted, situation)
    value = _value(situation.after, field)
    if operator in CHANGES:
        before = _value(situation.before, field) if situation.before is not None else None
        return CHANGES[operator](before, value, wanted)
    if wanted == "current_user":
        wanted = situation.actor.id
    return OPERATORS[operator](value, wanted, RANKS.get(field, ()))


def _value(ticket: Record, field: str) -> Any:
    if field.startswith(CUSTOM_PREFIX):
        field_id = field.removeprefix(CUSTOM_PREFIX)
        return next((each["value"] for each in ticket["custom_fields"] if str(each["id"]) == field_id), None)
    return ticket[PLAIN[field]]


def _same(value: Any, wanted: Any) -> bool:
    if wanted in NOBODY:
        return value in NOBODY
    return value is not None and str(value).lower() == str(wanted).lower()


def _rank(value: Any, ranks: Sequence[str]) -> int:
    return ranks.index(value) if value in ranks else -1


OPERATORS: Mapping[str, Callable[[Any, Any, Sequence[str]], bool]] = {
    "is": lambda value, wanted, ranks: _same(value, wanted),
    "value": lambda value, wanted, ranks: _same(value, wanted),
    "is_not": lambda value, wanted, ranks: not _same(value, wanted),
    "less_than": lambda value, wanted, ranks: _rank(value, ranks) < _rank(wanted, ranks),
    "greater_than": lambda value, wanted, ranks: _rank(value, ranks) > _rank(wanted, ranks),
}
CHANGES: Mapping[str, Callable[[Any, Any, Any], bool]] = {
    "changed": lambda before, after, wanted: before != after and (wanted in NOBODY or _same(after, wanted)),
    "not_changed": lambda before, after, wanted: before == after,
    "value_previous": lambda before, after, wanted: before != after and _same(before, wanted),
}


def _tags(operator: str, wanted: Any, situation: Situation) -> bool:
    words = str(wanted or "").split() if not isinstance(wanted, list) else [str(each) for each in wanted]
    found = any(word in situation.after["tags"] for word in words)
    return found != (operator in ("not_includes", "is_not"))


def _update_type(operator: str, wanted: Any, situation: Situation) -> bool:
    return (str(wanted).lower() == "create") == situation.creation


def _comment_is_public(operator: str, wanted: Any, situation: Situation) -> bool:
    comment = situation.comment
    if wanted == "not_relevant":
        return comment is not None
    return comment is not None and comment["public"] == (str(wanted).lower() == "true")


def _comment_words(operator: str, wanted: Any, situation: Situation) -> bool:
    text = situation.comment["body"].lower() if situation.comment is not None else ""
    found = any(word in text for word in str(wanted or "").lower().split())
    return found != (operator in ("not_includes", "is_not"))


def _role(operator: str, wanted: Any, situation: Situation) -> bool:
    actor = situation.actor
    matches = {"agent": actor.is_agent, "end_user": not actor.is_agent}.get(str(wanted), str(actor.id) == str(wanted))
    return matches != (operator == "is_not")


def _subject_words(operator: str, wanted: Any, situation: Situation) -> bool:
    text = (situation.after["subject"] or "").lower()
    found = any(word in text for word in str(wanted or "").lower().split())
    return found != (operator in ("not_includes", "is_not"))


SPECIAL: Mapping[str, Callable[[str, Any, Situation], bool]] = {
    "current_tags": _tags,
    "update_type": _update_type,
    "comment_is_public": _comment_is_public,
    "comment_includes_word": _comment_words,
    "subject_includes_word": _subject_words,
    "role": _role,
}
