"""Free text."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import OPERATORS
from windtunnel.contract.drift.texts.text_operator import TextOperator

from ..drifting import make, pass_through

NAMES = [name for name, operator in OPERATORS.items() if issubclass(operator, TextOperator)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [12, None, ["a & b"], True])
def test_what_is_no_text_is_left_alone(name: str, value: object) -> None:
    """And nothing counts as changed."""
    drift = make(name, "Ticket.note")
    pass_through(drift, {"ticket": {"note": value}})
    assert drift.injected == 0
