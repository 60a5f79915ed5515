"""Names as contracts write them."""

from __future__ import annotations

import pytest

from windtunnel.simulator.inferred.names import is_created, is_updated, singular


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("things", "thing"),
        ("companies", "company"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("people", "person"),
        ("statuses", "status"),
        ("cases", "case"),
        ("ticket_fields", "ticket_field"),
        ("news", "news"),
        ("status", "status"),
        ("series", "series"),
        ("s", "s"),
        ("data", "data"),
        ("branches", "branch"),
        ("ties", "tie"),
    ],
)
def test_collections_are_called_after_what_they_hold(plural: str, one: str) -> None:
    """English plurals, as far as contracts use them."""
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("name", "created", "updated"),
    [
        ("created_at", True, False),
        ("createdDateTime", True, False),
        ("dateCreated", True, False),
        ("created", True, False),
        ("create_time", True, False),
        ("updated_at", False, True),
        ("lastModified", False, True),
        ("modified_on", False, True),
        ("last_updated", False, True),
        ("created_by", False, False),
        ("updated_by", False, False),
        ("creator", False, False),
        ("update", False, False),
        ("due_date", False, False),
    ],
)
def test_times_that_the_server_sets_are_known_by_name(name: str, created: bool, updated: bool) -> None:
    """Who did it is not when it was done."""
    assert (is_created(name), is_updated(name)) == (created, updated)
