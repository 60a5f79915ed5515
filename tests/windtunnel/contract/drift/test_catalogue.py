"""Reading drift from data, and what every operator says of itself."""

from __future__ import annotations

import ast
import inspect
import sys

import pytest

from windtunnel.contract.drift import OPERATORS, read_drift
from windtunnel.contract.drift.catalogue import FAMILIES
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .oasdiff_rules import RULES


def test_an_unknown_operator_is_refused_with_a_suggestion() -> None:
    """The place is named."""
    with pytest.raises(UnknownNameError, match=r"x.operator: unknown drift operator 'sem-unit-scale'; did you mean"):
        read_drift({"on": "crm", "operator": "sem-unit-scale", "at": "A.b"}, place="x")


def test_a_place_without_a_field_is_refused() -> None:
    """``at`` names a schema and a property, or a path."""
    with pytest.raises(UsageError, match="at: "):
        read_drift({"on": "crm", "operator": "sem-unit-scaled", "at": "Ticket"}, place="x")


def test_no_two_operators_share_a_name() -> None:
    """The later one would hide the earlier."""
    assert len(OPERATORS) == sum(len(family.OPERATORS) for family in FAMILIES) >= 60


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_says_its_class_and_what_is_right(name: str) -> None:
    """A drift whose right answer nobody knows cannot be judged."""
    operator = OPERATORS[name]
    assert operator.correct
    assert operator.drift_class
    assert operator.acts_on
    assert operator.model_fields["operator"].annotation.__args__ == (name,)  # type: ignore[union-attr]  # a Literal


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_names_rules_that_users_of_oasdiff_know(name: str) -> None:
    """An operator whose name is not our own is found by the rule of that name."""
    operator = OPERATORS[name]
    assert set(operator.detects) <= RULES
    assert name.startswith("sem-") or name in operator.detects


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_is_a_file_that_begins_with_its_name(name: str) -> None:
    """Whoever looks for an operator finds one."""
    module = sys.modules[OPERATORS[name].__module__]
    assert (inspect.getdoc(module) or "").startswith(f"{name}: ")
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    assert classes[0].name == OPERATORS[name].__name__
