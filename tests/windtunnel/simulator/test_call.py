"""A request on its way through a simulator."""

from __future__ import annotations

import pytest

from tests.windtunnel.building import answer, contract, system
from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator import ANONYMOUS, Call, MalformedBody
from windtunnel.world.http import Request

OF = system(contract({"/files/{name}": {"get": {"operationId": "show", "responses": answer({})}}}))


def test_path_parameters_are_decoded() -> None:
    """Once: what was encoded twice keeps one encoding."""
    request = Request("GET", "/files/a%20%2520b")
    call = Call(OF, request)
    call.enter(*OF.routes.find("GET", request.path))
    assert call.parameters == {"name": "a %20b"}
    assert call.operation_id == "show"


def test_a_call_knows_the_time_and_nobody_at_first() -> None:
    """Until it has been authenticated."""
    call = Call(OF, Request("GET", "/", "a=1&a=2"))
    assert (call.now, call.caller, call.operation_id, call.arguments) == (EPOCH, ANONYMOUS, "", {"a": "2"})


def test_a_body_is_read_once_or_refused() -> None:
    """No body is None, a broken one a problem of the caller's."""
    assert Call(OF, Request("POST", "/")).json is None
    assert Call(OF, Request("POST", "/", body=b'{"a": 1}')).json == {"a": 1}
    assert Call(OF, Request("POST", "/", body=b"a=1&b=")).form == {"a": "1", "b": ""}
    with pytest.raises(MalformedBody):
        _ = Call(OF, Request("POST", "/", body=b"{")).json
    with pytest.raises(MalformedBody):
        _ = Call(OF, Request("POST", "/", body=b"\xff")).form


def test_links_use_the_address_that_the_caller_used() -> None:
    """Scheme, host and port."""
    call = Call(OF, Request("GET", "/", headers={"host": "localhost:8443"}, scheme="https"))
    assert call.link("/files/1?x=2") == "https://localhost:8443/files/1?x=2"
