"""One request: how it leaves, and how its answer or its failure comes back."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from adapters.errors import (
    BreakerOpen,
    ConfigurationError,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    SystemUnavailable,
)
from adapters.outbound.extensions import STALE_SECONDS
from adapters.outbound.intent import Intent, intent_of
from adapters.systems.calls import HEADERS, Answer, Calls, json_of_refusal, refuse_by_status
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import play

URL = "https://thing.example/v1/things"
READ = Intent("ShowThing", idempotent=True)
WRITE = Intent("MakeThing", idempotent=False, key="k")


def call(
    answer: Callable[[httpx.Request], httpx.Response], intent: Intent = READ, *, streamed: bool = False
) -> Answer | bytes:
    """Send one request."""

    async def main(clock: FakeClock) -> Answer | bytes:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        calls = Calls(http, "thing", "v1", clock, httpx.Timeout(7.0), refuse_by_status)
        if streamed:
            async with calls.stream("POST", URL, intent, {"a": 1}) as response:
                return await response.aread()
        if intent is READ:
            return await calls.get(URL, intent, {"q": "x y"})
        return await calls.send("POST", URL, intent, {"a": "ü"}, headers={"X-A": "1"}, extensions={"more": True})

    return play(main)


def test_a_request_leaves_with_its_intent_and_timeout() -> None:
    """Policies need to know what is meant."""
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"ok": 1})

    assert call(remember) == Answer({"ok": 1}, stale=False)
    assert call(remember, WRITE) == Answer({"ok": 1}, stale=False)
    read, write = seen
    assert (intent_of(read), intent_of(write)) == (READ, WRITE)
    assert read.extensions["timeout"]["read"] == 7.0
    assert str(read.url) == f"{URL}?q=x+y"
    assert (write.content, write.headers["x-a"], write.extensions["more"]) == ('{"a":"ü"}'.encode(), "1", True)


@pytest.mark.parametrize(
    ("method", "body", "headers"),
    [
        ("GET", None, None),
        ("GET", None, {"Accept": "text/csv"}),
        ("POST", None, None),
        ("POST", {"a": ["ü", None, 1.5]}, {"X-A": "1"}),
        ("PATCH", [], {"Content-Type": "application/json; charset=utf-8"}),
    ],
)
def test_a_request_is_the_one_that_httpx_would_make(method: str, body: object, headers: dict[str, str] | None) -> None:
    """Line by line, with the headers that it adds by itself."""
    calls = Calls(httpx.AsyncClient(), "thing", "v1", FakeClock(), httpx.Timeout(7.0), refuse_by_status)
    made = calls._request(method, f"{URL}:8443/ü?b=1", READ, body=body, headers=headers)
    known = httpx.Request(method, f"{URL}:8443/ü?b=1", json=body, headers={**HEADERS, **(headers or {})})
    assert (made.method, made.url, made.content) == (known.method, known.url, known.content)
    assert sorted(made.headers.raw) == sorted(known.headers.raw)
    assert made.headers.raw[0] == (b"Host", b"thing.example")


def test_parameters_are_written_as_httpx_writes_them() -> None:
    """Spaces, quotation marks and letters of any script."""
    calls = Calls(httpx.AsyncClient(), "thing", "v1", FakeClock(), httpx.Timeout(7.0), refuse_by_status)
    parameters = {"q": "a = 'ü & b'", "n": "", "c": "x/y?z#~*"}
    made = calls._request("GET", URL, READ, parameters=parameters)
    assert made.url == httpx.URL(URL, params=parameters)


def test_an_answer_from_a_cache_says_so() -> None:
    """The caller marks what comes of it."""

    def stale(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[], extensions={STALE_SECONDS: 5.0})

    assert call(stale) == Answer([], stale=True)


@pytest.mark.parametrize(
    ("error", "read", "write"),
    [
        (httpx.ConnectError("x"), SystemUnavailable, SystemUnavailable),
        (httpx.PoolTimeout("x"), SystemUnavailable, SystemUnavailable),
        (httpx.ReadTimeout("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.RemoteProtocolError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.WriteError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.UnsupportedProtocol("x"), ConfigurationError, ConfigurationError),
        (httpx.InvalidURL("x"), ConfigurationError, ConfigurationError),
        (BreakerOpen("x", system="thing"), BreakerOpen, BreakerOpen),
    ],
)
def test_whatever_stands_in_place_of_an_answer_is_one_of_our_errors(
    error: Exception, read: type[IntegrationError], write: type[IntegrationError]
) -> None:
    """Only a write that may have arrived is in doubt."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    for intent, kind in ((READ, read), (WRITE, write)):
        for streamed in (False, intent is WRITE):
            with pytest.raises(IntegrationError) as caught:
                call(fail, intent, streamed=streamed)
            assert type(caught.value) is kind
            assert caught.value.system == "thing"


def test_a_refusal_is_told_with_or_without_streaming() -> None:
    """Its body is read before the vendor's code is looked for."""

    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={})

    with pytest.raises(NotFound):
        call(refuse)
    with pytest.raises(NotFound):
        call(refuse, WRITE, streamed=True)


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"a": 1', b"\xff", b"NaN", b"[" * 100_000])
def test_a_body_that_is_no_json_is_a_contract_error(content: bytes) -> None:
    """Whatever the header says."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=content, headers={"content-type": "application/json"})

    with pytest.raises(ContractError) as caught:
        call(answer)
    assert (caught.value.operation, caught.value.field) == ("ShowThing", None)


def test_a_stream_is_closed_when_it_has_been_read() -> None:
    """The connection is free again."""
    responses: list[httpx.Response] = []

    def answer(request: httpx.Request) -> httpx.Response:
        responses.append(httpx.Response(200, content=b"abc"))
        return responses[0]

    assert call(answer, WRITE, streamed=True) == b"abc"
    assert responses[0].is_closed


def test_the_body_of_a_refusal_may_be_anything() -> None:
    """Then the status has to do."""
    calls = Calls(httpx.AsyncClient(), "thing", "v1", FakeClock(), httpx.Timeout(1.0), refuse_by_status)
    place = calls.place(READ)
    assert json_of_refusal(httpx.Response(502, text="<html>"), place) is None
    assert json_of_refusal(httpx.Response(400, json={"code": 1}), place) == {"code": 1}
