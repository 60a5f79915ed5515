"""Conditions of views and triggers."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.zendesk.account import Actor
from simulators.zendesk.conditions import Situation, check, holds
from windtunnel.simulator import NotBuilt

TICKET: dict[str, Any] = {
    "status": "open",
    "priority": "high",
    "type": None,
    "group_id": 7,
    "assignee_id": None,
    "subject": "Lost Card",
    "tags": ["vip", "card"],
    "custom_fields": [{"id": 5, "value": "x"}],
}
AGENT = Actor({"id": 1, "role": "agent"})
HOLDING: list[tuple[str, str, Any, bool]] = [
    ("status", "is", "open", True),
    ("status", "is_not", "open", False),
    ("status", "less_than", "solved", True),
    ("status", "greater_than", "pending", False),
    ("priority", "greater_than", "normal", True),
    ("group_id", "is", "7", True),
    ("assignee_id", "is", "", True),
    ("assignee_id", "is", "current_user", False),
    ("custom_fields_5", "is", "x", True),
    ("current_tags", "includes", "card other", True),
    ("current_tags", "not_includes", "card", False),
    ("subject_includes_word", "includes", "lost", True),
    ("role", "is", "agent", True),
    ("update_type", "is", "Create", False),
    ("comment_is_public", "is", "true", False),
]


@pytest.mark.parametrize(("field", "operator", "value", "expected"), HOLDING)
def test_a_condition_holds_or_does_not(field: str, operator: str, value: Any, expected: bool) -> None:
    """Every operator compares as the vendor does."""
    condition = {"field": field, "operator": operator, "value": value}
    assert holds({"all": [condition]}, Situation(TICKET, AGENT)) is expected


def test_changes_are_seen(desk: Any) -> None:
    """changed, not_changed and value_previous look at what was before."""
    situation = Situation(TICKET, AGENT, before={**TICKET, "status": "new"})
    changed = [("changed", "open"), ("changed", ""), ("value_previous", "new")]
    for operator, value in changed:
        assert holds({"all": [{"field": "status", "operator": operator, "value": value}]}, situation)
    assert not holds({"all": [{"field": "status", "operator": "not_changed"}]}, situation)
    assert not holds({"all": [{"field": "status", "operator": "changed", "value": "solved"}]}, situation)


def test_all_and_any_combine() -> None:
    """All of the one list, one of the other."""
    yes, no = {"field": "status", "value": "open"}, {"field": "status", "value": "new"}
    assert holds({"all": [yes], "any": [no, yes]}, Situation(TICKET, AGENT))
    assert not holds({"all": [yes], "any": [no]}, Situation(TICKET, AGENT))
    assert holds({}, Situation(TICKET, AGENT))


@pytest.mark.parametrize("condition", [{"field": "moon"}, {"field": "status", "operator": "near"}])
def test_unknown_conditions_are_refused(condition: dict[str, str]) -> None:
    """What cannot be judged is not taken."""
    with pytest.raises(NotBuilt):
        check({"all": [condition]})
