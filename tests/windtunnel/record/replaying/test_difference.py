"""What differs between two requests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from windtunnel.record.replaying.difference import Asked, differences, likeness

STAND_INS = frozenset({"ger@todo.example", "k1x2"})


def asked(path: str = "/v2/tickets", body: Any = None, query: str = "", method: str = "POST", **headers: str) -> Asked:
    """Return a request whose body is JSON."""
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    if body is None:
        return Asked(method, path, query, sent, b"")
    return Asked(method, path, query, (("content-type", "application/json"), *sent), json.dumps(body).encode())


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (asked(body={"a": "x", "b": [1, 2]}), asked(body={"a": "y", "b": [3]})),
        (asked("/v2/tickets/"), asked("/v2/tickets")),
        (asked("/users/ann@acme.org"), asked("/users/ger@todo.example")),
        (asked(query="q=secret"), asked(query="q=k1x2")),
        (asked(query="b=1&a=2"), asked(query="a=2&b=1")),
        (asked(query="since=2026-11-21T10:00:00Z"), asked(query="since=2025-01-01T00:00:00Z")),
        (asked(query="t=1795262400"), asked(query="t=1795262411")),
        (asked(body={"a": 1}), asked(body={"a": 1.5})),
        (asked(authorization="Bearer other"), asked(authorization="Bearer one")),
        (asked(authorization="Bearer more"), asked()),
    ],
)
def test_what_a_caller_makes_up_anew_may_differ(now: Asked, then: Asked) -> None:
    """Values of a body, moments, redacted values, tokens."""
    assert differences(now, then, STAND_INS) == []


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        (asked(method="PUT"), asked(), "the method is PUT, recorded was POST"),
        (asked("/v2/tickets/8"), asked("/v2/tickets/7"), "the path differs"),
        (asked("/users/7"), asked("/users/ger@todo.example"), "the path differs"),
        (asked(query="page=2"), asked(query="page=1"), "the query parameter 'page' has another value"),
        (asked(), asked(query="page=1"), "the query parameter 'page' is missing"),
        (asked(query="page=1"), asked(), "the query parameter 'page' was not there when it was recorded"),
        (asked(query="a=1&a=2"), asked(query="a=1"), "the query parameter 'a' has another value"),
        (asked(), asked(authorization="x"), "the header authorization is missing"),
        (asked(), asked(x_acme_key="x"), "the header x-acme-key is missing"),
        (asked(body={}), asked(body={"a": 1}), "the body lacks 'a'"),
        (
            asked(body={"a": {"b": 1}}),
            asked(body={"a": {}}),
            "the body has 'a.b', which was not there when it was recorded",
        ),
        (asked(body={"a": "1"}), asked(body={"a": 1}), "the body's 'a' is string, recorded was integer"),
        (asked(body={"a": [1, "x"]}), asked(body={"a": [1]}), "the body's 'a[]' is string, recorded was integer"),
        (asked(), asked(body={}), "there is no body, recorded was one"),
        (asked(body={}), asked(), "there is a body, recorded was none"),
        (
            Asked("POST", "/v2/tickets", "", (("content-type", "text/plain"),), b"x"),
            asked(body={}),
            "the body is text/plain, recorded was application/json",
        ),
        (
            Asked("POST", "/v2/tickets", "", (("content-type", "application/json"),), b"{"),
            asked(body={}),
            "the body is no JSON",
        ),
    ],
)
def test_a_difference_is_told_in_words_without_values(now: Asked, then: Asked, told: str) -> None:
    """Where it is, what was recorded."""
    assert differences(now, then, STAND_INS) == [told]


def test_the_likest_has_most_values_in_common() -> None:
    """Also headers that steer the answer."""
    now = asked(body={"a": 1, "b": {"c": 2}}, if_match='"1"')
    assert likeness(now, now) > likeness(now, asked(body={"a": 1, "b": {"c": 3}}, if_match='"1"'))
    assert likeness(now, asked(body={"a": 1, "b": {"c": 2}}, if_match='"1"')) > likeness(
        now, asked(body={"a": 1, "b": {"c": 2}}, if_match='"2"')
    )
