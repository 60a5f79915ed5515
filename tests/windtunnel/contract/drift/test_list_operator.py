"""Changing the rows of lists."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift import OPERATORS
from windtunnel.world.http import json_response

from .drifting import answered, listed, make, pass_through

LISTS = [name for name, operator in OPERATORS.items() if operator.acts_on == "list"]


def test_the_list_is_found_without_a_place() -> None:
    """The body itself, or the first list of objects at its top."""
    drift = make("sem-list-truncated", rows_max=1)
    assert pass_through(drift, [1, 2])[0] == [1]
    body = {"links": ["a", "b"], "rows": [{"id": 1}, {"id": 2}], "more": [{"id": 3}, {"id": 4}]}
    assert pass_through(drift, body)[0] == {**body, "rows": [{"id": 1}]}
    assert pass_through(drift, {"count": 2})[0] == {"count": 2}


def test_a_place_can_be_named() -> None:
    """A field of a schema, or a path."""
    ticket = {"ticket": {"tags": ["a", "b"]}}
    assert pass_through(make("sem-list-truncated", "Ticket.tags"), ticket)[0] == {"ticket": {"tags": ["a"]}}
    assert pass_through(make("sem-list-truncated", "ticket.tags"), ticket)[0] == {"ticket": {"tags": ["a"]}}
    assert pass_through(make("sem-list-truncated", "ticket.id"), ticket)[0] == ticket


@pytest.mark.parametrize("name", LISTS)
def test_errors_and_empty_lists_are_left_alone(name: str) -> None:
    """There are no rows."""
    error = json_response({"errors": [{"code": 1}, {"code": 2}]}, 400)
    assert answered(name, error) is error
    assert listed(make(name), []) == []


@pytest.mark.parametrize("name", LISTS)
def test_every_operator_leaves_what_it_was_given(name: str) -> None:
    """And strikes on one of two pages."""
    rows = [{"id": 1}, {"id": 2}]
    drift = make(name)
    pages = [listed(drift, rows), listed(drift, rows, "page=2")]
    assert rows == [{"id": 1}, {"id": 2}]
    assert drift.injected == sum(page != rows for page in pages) > 0
