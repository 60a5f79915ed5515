"""One property of request bodies."""

from __future__ import annotations

from windtunnel.world.http import Request

from ..drifting import asked, status


def test_a_refusal_names_the_property() -> None:
    """Forms have properties too."""
    form = Request("POST", "/tickets", headers={"content-type": "application/x-www-form-urlencoded"}, body=b"subject=a")
    options = {"operations": ["CreateTicket"], "status": 422}
    _, answer = asked("new-required-request-property", form, **options)
    assert answer.json()["detail"] == "property tenant is required"
    assert status("new-required-request-property", form, at="subject", **options) == 200


def test_a_body_that_cannot_be_read_is_the_systems_affair() -> None:
    """It has words for it."""
    request = Request("POST", "/tickets", body=b"<xml>")
    assert status("new-required-request-property", request, operations=["CreateTicket"]) == 200
