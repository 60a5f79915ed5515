"""sem-request-redirected."""

from __future__ import annotations

from windtunnel.world.http import Request

from ..drifting import asked, get


def test_the_old_address_says_where_to() -> None:
    """With the query."""
    got, answer = asked("sem-request-redirected", get("page=2"))
    assert (got, answer.status, answer.header("location")) == (None, 308, "/moved/tickets?page=2")


def test_the_system_answers_at_the_new_address() -> None:
    """As if nothing had moved, also where only some operations have."""
    request, answer = asked("sem-request-redirected", Request("GET", "/moved/tickets"), operations=["ShowTicket"])
    assert request is not None
    assert (request.path, answer.status) == ("/tickets", 200)
