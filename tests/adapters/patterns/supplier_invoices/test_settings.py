"""Settings from the environment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.supplier_invoices.settings import Settings


def test_variables_are_read() -> None:
    """Other variables, and empty ones, are left alone."""
    found = Settings.from_environment({"INVOICES_TOLERANCE": "0.05", "INVOICES_LANES": "", "PATH": "x"})
    assert (found.tolerance, found.lanes) == (Decimal("0.05"), 16)


@pytest.mark.parametrize(
    ("name", "value"), [("INVOICES_LANES", "65"), ("INVOICES_DATE_ORDER", "random"), ("INVOICES_LANE", "1")]
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    """The error names the variable, not its value."""
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_environment({name: value})
