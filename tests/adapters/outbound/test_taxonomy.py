"""From httpx to the errors of this integration."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import (
    AuthenticationFailed,
    ClientError,
    ConfigurationError,
    Conflict,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.outbound.intent import Intent
from adapters.outbound.taxonomy import check_status, error_of, expect_json, outcome_of
from adapters.outbound.verdict import Outcome
from tests.adapters.fake_clock import EPOCH
from tests.adapters.fake_system import get, post

CREATE = Intent("things.create", idempotent=False)
PLACE = {"system": "thing", "version": "v1", "operation": "things.read"}


@pytest.mark.parametrize(
    ("error", "for_a_read", "for_a_write"),
    [
        (httpx.ConnectError("x"), SystemUnavailable, SystemUnavailable),
        (httpx.ConnectTimeout("x"), SystemUnavailable, SystemUnavailable),
        (httpx.PoolTimeout("x"), SystemUnavailable, SystemUnavailable),
        (httpx.ProxyError("x"), SystemUnavailable, SystemUnavailable),
        (httpx.ReadTimeout("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.WriteTimeout("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.ReadError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.WriteError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.CloseError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.RemoteProtocolError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.DecodingError("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.LocalProtocolError("x"), ConfigurationError, ConfigurationError),
        (httpx.UnsupportedProtocol("x"), ConfigurationError, ConfigurationError),
    ],
)
def test_every_error_of_httpx_has_its_place(
    error: Exception, for_a_read: type[IntegrationError], for_a_write: type[IntegrationError]
) -> None:
    """What cannot have been sent is an outage; what was sent is unknown, unless it was a read."""
    kinds = [type(error_of(error, system="thing", request=request)) for request in (get(), post(CREATE))]
    assert kinds == [for_a_read, for_a_write]


def test_messages_hold_nothing_of_what_httpx_says() -> None:
    """URLs can hold secrets and names; only the kind of error and the operation are named."""
    error = error_of(httpx.ReadError("https://h.test/?token=abc"), system="thing", request=post(CREATE))
    assert str(error) == "things.create: ReadError"


def test_other_errors_are_left_alone() -> None:
    """A defect of ours, and an error that is already one of ours, are passed on."""
    for error in (KeyError("x"), NotFound("x")):
        assert error_of(error, system="thing", request=get()) is error


def test_only_what_never_left_is_not_sent() -> None:
    """The difference between refused and unanswered decides whether a write may be repeated."""
    assert outcome_of(httpx.ConnectTimeout("x")) is Outcome.NOT_SENT
    assert outcome_of(httpx.ReadTimeout("x")) is Outcome.IN_DOUBT


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ContractError),
        (400, Rejected),
        (401, AuthenticationFailed),
        (403, ConfigurationError),
        (404, NotFound),
        (409, Conflict),
        (410, NotFound),
        (412, Conflict),
        (413, Rejected),
        (422, Rejected),
        (429, QuotaExceeded),
        (500, OutcomeUnknown),
        (501, ClientError),
        (503, SystemUnavailable),
    ],
)
def test_every_status_that_is_no_success_is_an_error(status: int, kind: type[IntegrationError]) -> None:
    """Each status has its branch of the tree, and the message names the vendor's code."""
    response = httpx.Response(status, request=post(CREATE))
    with pytest.raises(IntegrationError) as caught:
        check_status(response, **PLACE, now=EPOCH, detail="VENDOR_CODE")
    assert type(caught.value) is kind
    assert kind is ContractError or str(caught.value) == f"things.read: HTTP {status}, VENDOR_CODE"


def test_success_is_no_error() -> None:
    """2xx and 304 pass."""
    for status in (200, 201, 204, 207, 304):
        check_status(httpx.Response(status, request=get()), **PLACE, now=EPOCH)


def test_a_failed_read_leaves_nothing_unknown() -> None:
    """A 500 in answer to a GET has changed nothing."""
    with pytest.raises(SystemUnavailable):
        check_status(httpx.Response(500, request=get()), **PLACE, now=EPOCH)


def test_a_quota_says_how_long_to_wait() -> None:
    """Retry-After travels with the error."""
    response = httpx.Response(429, headers={"Retry-After": "17"}, request=get())
    with pytest.raises(QuotaExceeded) as caught:
        check_status(response, **PLACE, now=EPOCH)
    assert caught.value.retry_after_seconds == 17.0


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/JSON; charset=utf-8", "application/hal+json"]
)
def test_json_is_decoded(content_type: str) -> None:
    """Every media type of JSON is accepted."""
    response = httpx.Response(200, headers={"content-type": content_type}, content=b'{"a": [1, null]}')
    assert expect_json(response, **PLACE) == {"a": [1, None]}


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ('["ü"]'.encode("utf-16"), ["ü"]),
        ('["ü"]'.encode("utf-8-sig"), ["ü"]),
        (b'["\\ud800"]', ["\ud800"]),
        (b'{"a": 1, "a": 12345678901234567890}', {"a": 12345678901234567890}),
        (b"[-0, 1e2, 0.1]", [0, 100.0, 0.1]),
    ],
)
def test_json_in_any_of_its_forms_is_decoded(content: bytes, value: object) -> None:
    """Whichever of two parsers understands it."""
    assert expect_json(httpx.Response(200, content=content), **PLACE) == value


def test_json_without_a_content_type_is_decoded() -> None:
    """Some systems do not say what they send."""
    assert expect_json(httpx.Response(200, content=b"[]"), **PLACE) == []


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/html", b"<html>maintenance</html>"),
        ("text/html", b"{}"),
        ("text/plain", b"{}"),
        ("application/json", b"<html>maintenance</html>"),
        ("application/json", b'{"name": "Jane Doe", "id"'),
        ("application/json", b""),
        ("application/json", b"\xff\xfe"),
        ("application/json", b'{"a": NaN}'),
        ("application/json", b"[" * 100_000),
    ],
)
def test_a_body_that_is_not_json_breaks_the_contract(content_type: str, content: bytes) -> None:
    """The error names system, version and operation, and nothing of the body, also not in its causes."""
    response = httpx.Response(200, headers={"content-type": content_type}, content=content)
    with pytest.raises(ContractError, match="thing v1, things.read") as caught:
        expect_json(response, **PLACE)
    assert "Jane" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
