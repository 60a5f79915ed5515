"""One parameter of requests."""

from __future__ import annotations

from ..drifting import asked, get, status


def test_a_refusal_names_the_parameter_and_where_it_stands() -> None:
    """In the words of RFC 9457 where neither system nor contract words it."""
    request = get()
    _, answer = asked("new-required-request-parameter", request, operations=["ListTickets"], status=422)
    assert answer.status == 422
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json()["detail"] == "query parameter tenant is required"


def test_headers_are_parameters_too() -> None:
    """In whatever case they are written."""
    options = {"operations": ["ListTickets"], "parameter": "X-Tenant", "where": "header"}
    assert status("new-required-request-parameter", get(x_tenant="a"), **options) == 200
    assert status("new-required-request-parameter", get(), **options) == 400
