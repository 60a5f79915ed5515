"""What invariants have in common."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.invariants import INVARIANTS


def test_every_invariant_says_what_it_is() -> None:
    """Id, name and a sentence; ids are unique."""
    assert len({invariant.id for invariant in INVARIANTS.values()}) == len(INVARIANTS) == 36
    for name, invariant in INVARIANTS.items():
        assert invariant.name == name
        assert invariant.about


def test_an_unknown_parameter_is_refused_with_a_suggestion() -> None:
    """In the words of the scenario."""
    with pytest.raises(UsageError, match="invariants.bounded-attempts: unknown key 'per_operatoin'; did you mean"):
        INVARIANTS["bounded-attempts"].with_parameters({"per_operatoin": 3})
