"""request-parameter-removed."""

from __future__ import annotations

from ..drifting import asked, get


def test_the_parameter_is_ignored() -> None:
    """The others are not."""
    request, answer = asked("request-parameter-removed", get("status=new&page=2&status=old"), parameter="status")
    assert request is not None
    assert (request.query, answer.status) == ("page=2", 200)


def test_headers_are_parameters_too() -> None:
    """Others stay."""
    sent = get(accept_language="de", accept="a/b")
    request, _ = asked("request-parameter-removed", sent, parameter="Accept-Language", where="header")
    assert request is not None
    assert request.headers == {"accept": "a/b"}
