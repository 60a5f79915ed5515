"""What an adapter says."""

from __future__ import annotations

from windtunnel.gate.recording import Turn
from windtunnel.gate.requests_made import said_in
from windtunnel.kernel.clock import EPOCH
from windtunnel.world.http import Request, Response


def turn(request: Request | None, operation: str = "createOrder") -> Turn:
    """Return a turn of a conversation."""
    return Turn(request, operation, Response(), (), EPOCH, {})


def test_parameters_properties_and_media_are_gathered_by_operation() -> None:
    """Objects are gone into, lists are not."""
    body = b'{"order": {"total": 1, "lines": [{"amount": 1}], "a.b": 2}}'
    headers = {"content-type": "application/json", "x-idempotency-key": "k"}
    found = said_in([turn(None), turn(Request("POST", "/orders", "dry=1&dry=0", headers, body))])
    said = found["createOrder"]
    assert said.parameters == {"dry": ["1", "0"]}
    assert list(said.properties) == ["order", "order.total", "order.lines"]
    assert (said.media, list(said.headers)) == (["application/json"], ["x-idempotency-key"])


def test_forms_are_read_and_other_bodies_are_not() -> None:
    """A token request is a form."""
    form = Request("POST", "/t", "", {"content-type": "application/x-www-form-urlencoded"}, b"grant_type=code")
    found = said_in(
        [turn(form, "token"), turn(Request("POST", "/f", "", {"content-type": "text/csv"}, b"a,b"), "file")]
    )
    assert found["token"].properties == {"grant_type": ["code"]}
    assert found["file"].properties == {}
