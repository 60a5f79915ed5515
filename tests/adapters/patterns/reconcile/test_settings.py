"""Settings of the reconciliation."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.reconcile.settings import Settings


def test_variables_are_read_by_their_names() -> None:
    """``RECONCILE_`` and the name of the field; other variables are somebody else's."""
    found = Settings.from_environment({"RECONCILE_FOLDER": "data", "RECONCILE_EVERY_SECONDS": "30", "OTHER": "x"})
    assert (found.folder, found.every_seconds, found.channel) == ("data", 30.0, "tickets")


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "RECONCILE_FOLDER"),
        ({"RECONCILE_FOLDER": "x", "RECONCILE_TRIES_MAX": "0"}, "RECONCILE_TRIES_MAX"),
        ({"RECONCILE_FOLDER": "x", "RECONCILE_RUNS": "3"}, "RECONCILE_RUNS"),
        ({"RECONCILE_FOLDER": "x", "RECONCILE_EVERY_SECONDS": "7200"}, "RECONCILE_EVERY_SECONDS_MAX"),
    ],
)
def test_what_is_missing_wrong_or_contradictory_is_named(variables: dict[str, str], named: str) -> None:
    """So that somebody who sets the service up knows where to look."""
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment(variables)
