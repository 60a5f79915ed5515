"""Ids that can be undone wherever they stand."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.contract.drift import OPERATORS
from windtunnel.contract.drift.identifiers.identifier_operator import IdentifierOperator
from windtunnel.world.http import Request

from ..drifting import make, pass_through, shown

NAMES = [name for name, operator in OPERATORS.items() if issubclass(operator, IdentifierOperator)]


@pytest.mark.parametrize("name", NAMES)
@given(number=st.integers(0, 2**52 - 1))
def test_the_new_form_can_be_undone(name: str, number: int) -> None:
    """Keys of a run compare whatever form they arrived in."""
    drift = make(name, "Ticket.id")
    new = shown(name, "id", number)
    assert drift.original(f"ticket {new}!") == f"ticket {number}!"


@pytest.mark.parametrize("name", NAMES)
def test_the_system_understands_the_new_form_in_path_query_and_body(name: str) -> None:
    """A consumer that treats ids as opaque notices nothing, also after the change was taken back."""
    new = shown(name, "id", 111)
    body = orjson.dumps({"ticket": {"owner_id": new}})
    request = Request("PUT", f"/tickets/{new}.json", f"after={new}", {"content-length": str(len(body))}, body)
    _, _, desk = pass_through(make(name, "Ticket.id", **{"for": 1}), {}, at=5.0, request=request)
    asked = desk.asked[0]
    assert (asked.path, asked.query) == ("/tickets/111.json", "after=111")
    assert str(asked.json()["ticket"]["owner_id"]) == "111"
    assert asked.headers["content-length"] == str(len(asked.body))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_number_is_left_alone(name: str) -> None:
    """Ids that are opaque already, and other requests."""
    assert shown(name, "subject", "a-1") == "a-1"
    request = Request("PUT", "/tickets/111.json", body=b'{"subject": "X marks the spot, obj_ too"}')
    assert make(name, "Ticket.id").translate(request) is request
