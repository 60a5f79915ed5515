"""Changing one field."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from windtunnel.contract.drift import OPERATORS, Drift
from windtunnel.world.http import Chunk, Response

from .drifting import CONTRACT, answered, listed, make, pass_through, post, written

FIELDS = [name for name, operator in OPERATORS.items() if operator.acts_on == "field"]
TICKETS: list[dict[str, Any]] = [
    {
        "id": number,
        "kind": "ticket",
        "subject": f"a & b {number}\nZo\u00eb said so, or nearly so",
        "note": None if number % 2 else "",
        "status": ("new", "in_progress", "solved")[number % 3],
        "opened_at": "2026-01-05T09:00:00Z",
        "due": 1767603600,
        "total": 12.345,
        "paid": True,
        "tags": ["a"],
        "requester": "Jane Doe",
        "requester_name": "Jane Doe",
        "changed_at": 1767603600,
        "spent_seconds": 90,
        "url": "https://desk.test/1",
        "owner": {"name": "J", "email": "j@example.org"},
        "owner_id": 7,
    }
    for number in range(6)
]


def everywhere(name: str) -> list[tuple[str, Drift, Any]]:
    """Return what a consumer sees for an operator at every field of a ticket."""
    results = []
    for field in TICKETS[0]:
        drift = make(name, f"Ticket.{field}")
        results.append((field, drift, listed(drift, TICKETS)))
    return results


@pytest.mark.parametrize("name", FIELDS)
def test_every_operator_changes_a_field_and_nothing_that_it_was_given(name: str) -> None:
    """It makes new records; one that changed nothing says so; the same seed gives the same answer."""
    before = orjson.dumps(TICKETS)
    results = everywhere(name)
    assert orjson.dumps(TICKETS) == before
    assert any(drift.injected for _, drift, _ in results)
    assert all((rows != TICKETS) == bool(drift.injected) for _, drift, rows in results)
    assert [rows for _, _, rows in results] == [rows for _, _, rows in everywhere(name)]


@pytest.mark.parametrize("name", FIELDS)
def test_an_operator_changes_something_where_it_says_that_it_makes_sense(name: str) -> None:
    """A score that takes it there has something to judge; not every record has, say, an empty text."""
    schema = CONTRACT.document["components"]["schemas"]["Ticket"]["properties"]
    results = {field: drift.injected for field, drift, _ in everywhere(name)}
    fitting = [field for field in results if OPERATORS[name].applicable(schema[field], field)]
    assert any(results[field] for field in fitting)


def test_webhooks_change_where_the_description_says() -> None:
    """The payload that was handed over stays as it was, and a payload without the field is not counted."""
    drift = make(
        "sem-property-renamed", "Ticket.subject", to="title", payloads=["event.ticket.subject", "events[].name"]
    )
    payload = {"event": {"ticket": {"subject": "a"}}, "events": [{"name": "b"}]}
    assert drift.reshape(payload) == {"event": {"ticket": {"title": "a"}}, "events": [{"title": "b"}]}
    assert payload["event"] == {"ticket": {"subject": "a"}}
    assert drift.reshape({"other": 1}) == {"other": 1}
    assert drift.injected == 1


def test_requests_are_undone_only_while_the_change_is_in_force() -> None:
    """Afterwards the old unit counts again."""
    drift = make("sem-unit-scaled", "Ticket.total", **{"for": "10s"})
    request = post({"ticket": {"total": 1200}})
    totals = [
        pass_through(drift, {}, "CreateTicket", at=at, request=request)[2].asked[0].json()["ticket"]["total"]
        for at in (0.0, 10.0)
    ]
    assert totals == [12, 1200]


def test_a_new_meaning_strikes_whoever_writes_and_a_new_form_does_not() -> None:
    """Only with the operations that change, each n-th time; a new form is understood wherever it is used."""
    drift = make("sem-flag-inverted", "Ticket.paid", operations=["CreateTicket"], every=2)
    request = post({"ticket": {"paid": True}})
    paid = [pass_through(drift, {}, "CreateTicket", request=request)[2].asked[0].json()["ticket"] for _ in range(2)]
    assert (paid, drift.injected) == ([{"paid": True}, {"paid": False}], 1)
    limited = make("sem-flag-inverted", "Ticket.paid", operations=["ShowTicket"])
    assert written("", "", {"paid": True}, limited) == {"paid": True}
    form = make("sem-flag-as-text", "Ticket.paid", operations=["ShowTicket"])
    assert written("", "", {"paid": "true"}, form) == {"paid": True}
    assert form.injected == 0


def test_requests_are_undone_where_the_description_says() -> None:
    """Also where the contract's schemas do not tell that the field stands there."""
    drift = make("sem-unit-scaled", "Ticket.total", requests=["lines[].amount"])
    _, _, desk = pass_through(drift, {}, "CreateTicket", request=post({"lines": [{"amount": 500}]}))
    assert desk.asked[0].json() == {"lines": [{"amount": 5}]}


@pytest.mark.parametrize("response", [Response(200, [], b"<html>"), Response(200, [], b"", chunks=(Chunk(b"{}"),))])
def test_what_is_no_json_is_left_alone(response: Response) -> None:
    """Streams and pages."""
    assert answered("response-property-became-nullable", response) is response
