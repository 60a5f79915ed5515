"""Settings of the purchase history."""

from __future__ import annotations

import pytest

from adapters.errors import ConfigurationError
from adapters.patterns.purchase_history.settings import Settings


def test_variables_are_read_by_their_names() -> None:
    """``PURCHASES_`` and the name of the field; other variables are somebody else's."""
    found = Settings.from_environment({"PURCHASES_FOLDER": "data", "PURCHASES_PAGE_MAX": "7", "OTHER": "x"})
    assert (found.folder, found.page_max, found.warehouse) == ("data", 7, "sqlite")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PURCHASES_FOLDER": ""}, "PURCHASES_FOLDER"),
        ({"PURCHASES_WAREHOUSE": "oracle"}, "PURCHASES_WAREHOUSE"),
        ({"PURCHASES_WAREHOUSE": "postgresql"}, "PURCHASES_CONNINFO"),
        ({"PURCHASES_WAREHOUSE": "postgresql", "PURCHASES_CONNINFO": "x", "PURCHASES_LOAD": "y"}, "PURCHASES_LOAD"),
        ({"PURCHASES_LEASE_SECONDS": "60"}, "PURCHASES_LEASE_SECONDS"),
        ({"PURCHASES_PAGES": "60"}, "PURCHASES_PAGES"),
    ],
)
def test_what_is_missing_wrong_or_contradictory_is_named(changes: dict[str, str], named: str) -> None:
    """So that somebody who sets the service up knows where to look."""
    with pytest.raises(ConfigurationError, match=named):
        Settings.from_environment({"PURCHASES_FOLDER": "data", **changes})


def test_a_connection_string_is_not_shown() -> None:
    """It can hold a password."""
    found = Settings(folder="x", warehouse="postgresql", conninfo="password=hush-hush")
    assert "hush-hush" not in repr(found)
