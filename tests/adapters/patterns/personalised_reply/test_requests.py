"""Requests are checked before anything is done, and nothing of them is repeated in a refusal."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from adapters.inbound.asgi import Request
from adapters.patterns.personalised_reply.problems import INVALID, MALFORMED, MEDIA, NO_KEY, Kind, Problem
from adapters.patterns.personalised_reply.requests import Asked, key_of, read_asked, request_id_of

BODY: dict[str, Any] = {"customer_email": "ann@mail.example", "question": "Where is it?"}
HEADERS = {"idempotency-key": "k-1", "content-type": "application/json"}


def read(body: object = None, raw: bytes | None = None, **headers: str) -> Asked:
    """Read a request."""
    given = httpx.Headers({**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}})
    return read_asked(Request(given, json.dumps(BODY if body is None else body).encode() if raw is None else raw))


def test_a_request_is_read() -> None:
    """Key, question and patience."""
    asked = read(prefer="wait=5")
    assert (asked.key, asked.request.question, asked.seconds) == ("k-1", "Where is it?", 5.0)
    assert read(content_type="Application/JSON; charset=utf-8").seconds is None


def test_equal_questions_have_equal_digests() -> None:
    """However they were written down; and others have others."""
    spaced = json.dumps({**dict(reversed(BODY.items())), "reference": None}, indent=2).encode()
    assert read().digest == read(raw=spaced).digest
    assert read().digest != read({**BODY, "question": "Where is it now?"}).digest
    assert read().digest != read({**BODY, "reference": "17"}).digest


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=5", 5.0),
        ("respond-async, wait=10", 10.0),
        ('WAIT = "7"', 7.0),
        ("wait=0", 1.0),
        ("wait=-5", None),
        ("wait=5s", None),
        ("patience=5", None),
        ("", None),
    ],
)
def test_a_preference_is_heeded_where_it_is_understood(prefer: str, seconds: float | None) -> None:
    """RFC 7240: a preference that is not understood is ignored."""
    assert read(prefer=prefer).seconds == seconds


@pytest.mark.parametrize("key", ["", "-x", "a b", "a:b", "x" * 65, "käse", "a\n"])
def test_a_key_that_cannot_be_used_is_refused(key: str) -> None:
    """Without one, a retry would be paid for again."""
    with pytest.raises(Problem) as caught:
        read_asked(Request({"idempotency-key": key}, b"{}"))
    assert caught.value.kind is NO_KEY
    assert key_of({"idempotency-key": key}) is None


@pytest.mark.parametrize(
    ("raw", "content_type", "kind"),
    [
        (b"", "application/json", MALFORMED),
        (b"{canary", "application/json", MALFORMED),
        (b'{"question": NaN}', "application/json", MALFORMED),
        (b"[" * 100_000, "application/json", MALFORMED),
        (b"\xff", "application/json", MALFORMED),
        (b"{}", "text/plain", MEDIA),
        (b"{}", "", MEDIA),
        (b"{}", "application/json", INVALID),
        (b"[]", "application/json", INVALID),
        (b"null", "application/json", INVALID),
    ],
    ids=["nothing", "cut", "number", "deep", "bytes", "text", "untyped", "empty", "list", "null"],
)
def test_a_body_that_cannot_be_read_is_refused(raw: bytes, content_type: str, kind: Kind) -> None:
    """By what is wrong with it."""
    with pytest.raises(Problem) as caught:
        read(raw=raw, content_type=content_type)
    assert caught.value.kind is kind
    assert "canary" not in str(caught.value)


def test_every_mistake_is_named_by_its_place_and_not_repeated() -> None:
    """Values, and names that the caller made up, stay out of the answer."""
    with pytest.raises(Problem) as caught:
        read({"customer_email": "canary-address", "question": ["canary-question"], "canary-name": "canary-value"})
    places = [error["place"] for error in caught.value.errors]
    assert places == ["body.customer_email", "body.question", "body"]
    assert "canary" not in f"{caught.value.detail} {caught.value.errors}"


def test_an_id_that_is_not_fit_to_be_repeated_is_none() -> None:
    """It would end up in headers and logs."""
    assert request_id_of({"x-request-id": "r-1"}) == "r-1"
    assert request_id_of({"x-request-id": "r 1\r\nset-cookie: x"}) is None
    assert request_id_of({}) is None
