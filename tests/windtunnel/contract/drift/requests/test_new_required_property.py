"""new-required-request-property."""

from __future__ import annotations

from ..drifting import asked, post, status


def test_bodies_without_the_property_are_refused() -> None:
    """In the words of the contract's example."""
    got, answer = asked("new-required-request-property", post({"subject": "a"}), operations=["CreateTicket"])
    assert (got, answer.status) == (None, 400)
    assert answer.json()["error"]["code"] == "invalid"
    options = {"operations": ["CreateTicket"], "at": "ticket.tenant"}
    assert status("new-required-request-property", post({"ticket": {"tenant": None}}), **options) == 200
