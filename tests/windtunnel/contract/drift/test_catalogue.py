"""Reading drift from data."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import OPERATORS, read_drift
from windtunnel.kernel.errors import UnknownNameError, UsageError


def test_an_unknown_operator_is_refused_with_a_suggestion() -> None:
    """The place is named."""
    with pytest.raises(UnknownNameError, match=r"x.operator: unknown drift operator 'sem-unit-scale'; did you mean"):
        read_drift({"on": "crm", "operator": "sem-unit-scale", "at": "A.b"}, place="x")


def test_a_place_without_a_field_is_refused() -> None:
    """``at`` names a schema and a property, or a path."""
    with pytest.raises(UsageError, match="at: "):
        read_drift({"on": "crm", "operator": "sem-unit-scaled", "at": "Ticket"}, place="x")


def test_every_operator_says_its_class_and_what_is_right() -> None:
    """A drift whose right answer nobody knows cannot be judged."""
    for name, model in OPERATORS.items():
        assert model.correct, name
        assert model.drift_class, name
        assert model.model_fields["operator"].annotation.__args__ == (name,)  # type: ignore[union-attr]  # a Literal
