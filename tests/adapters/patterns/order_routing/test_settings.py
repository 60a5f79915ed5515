"""Settings from the environment."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.order_routing.settings import Mode, Settings


def test_variables_are_read() -> None:
    """The mode is queued unless somebody wants to wait."""
    assert Settings.from_environment({}).mode is Mode.QUEUED
    assert Settings.from_environment({"ORDER_MODE": "synchronous"}).mode is Mode.SYNCHRONOUS


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"ORDER_MODE": "later"}, "ORDER_MODE"),
        ({"ORDER_HOME": "DE"}, "ORDER_HOME"),
        ({"ORDER_LEASE_SECONDS": "10"}, r"ORDER_\*.*ORDER_LEASE_SECONDS"),
    ],
)
def test_a_wrong_variable_is_named(environment: dict[str, str], name: str) -> None:
    """Also where two of them contradict each other."""
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_environment(environment)
