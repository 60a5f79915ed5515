"""request-property-removed."""

from __future__ import annotations

from windtunnel.world.http import Request

from ..drifting import asked, post


def test_the_property_is_ignored() -> None:
    """The others are not."""
    request, answer = asked("request-property-removed", post({"ticket": {"note": "n", "id": 1}}), at="ticket.note")
    assert request is not None
    assert (request.json(), answer.status) == ({"ticket": {"id": 1}}, 200)


def test_a_body_without_it_is_not_touched() -> None:
    """Byte for byte."""
    sent = Request("POST", "/tickets", body=b'{ "id": 1 }')
    request, _ = asked("request-property-removed", sent, at="note")
    assert request is sent
