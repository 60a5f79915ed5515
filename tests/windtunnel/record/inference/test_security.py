"""How callers were let in."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.record.exchange import Exchange, Headers
from windtunnel.record.inference import describe
from windtunnel.record.inference.security import schemes_of

from ..traffic import ORIGIN, exchange

BEARER: Headers = (("Authorization", "Bearer xk-stand-in"),)
BASIC: Headers = (("authorization", "Basic bm90OnJlYWw="),)
KEY: Headers = (("X-Api-Key", "stand-in"),)


def described(*exchanges: Exchange) -> Any:
    """Return a description."""
    return describe(exchanges, title="desk", upstream=ORIGIN)


@pytest.mark.parametrize(
    ("sent", "query", "scheme"),
    [
        (BEARER, "", {"type": "http", "scheme": "bearer"}),
        ((("Authorization", "Bearer aaa.bbb.ccc"),), "", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}),
        (BASIC, "", {"type": "http", "scheme": "basic"}),
        ((("Authorization", "xk-17"),), "", {"type": "apiKey", "in": "header", "name": "authorization"}),
        (KEY, "", {"type": "apiKey", "in": "header", "name": "x-api-key"}),
        ((("X-Acme-Key", "k1"),), "", {"type": "apiKey", "in": "header", "name": "x-acme-key"}),
        ((("Cookie", "theme=dark; sessionid=x1"),), "", {"type": "apiKey", "in": "cookie", "name": "sessionid"}),
        ((), "page=2&api_key=x1", {"type": "apiKey", "in": "query", "name": "api_key"}),
    ],
)
def test_a_credential_is_a_scheme(sent: Headers, query: str, scheme: dict[str, str]) -> None:
    """Wherever it stands."""
    assert list(schemes_of(exchange(sent=sent, query=query))) == [scheme]


@pytest.mark.parametrize("header", ["X-CSRF-Token", "X-Request-Id", "X-Signature", "Idempotency-Key", "Accept"])
def test_what_belongs_to_one_message_lets_nobody_in(header: str) -> None:
    """Nor does the token of a page."""
    assert list(schemes_of(exchange(sent=((header, "x1"),), query="page_token=x1&next_token=x2"))) == []


def test_what_all_calls_carry_is_asked_for_by_the_document() -> None:
    """Two credentials in every call are needed together; nothing of their values is written."""
    calls = [exchange(path, {"a": 1}, sent=(*BEARER, *KEY)) for path in ("/a", "/b", "/b")]
    document = described(*calls)
    assert document["security"] == [{"bearerAuth": [], "xApiKeyHeader": []}]
    assert document["components"]["securitySchemes"] == {
        "bearerAuth": {"type": "http", "scheme": "bearer"},
        "xApiKeyHeader": {"type": "apiKey", "in": "header", "name": "x-api-key"},
    }
    assert all("security" not in item["get"] for item in document["paths"].values())
    assert "stand-in" not in str(document)


def test_an_operation_that_differs_says_so() -> None:
    """One that was answered without a credential needs none; one that was let in by either takes either."""
    document = described(
        *(exchange(path, {"a": 1}, sent=BEARER) for path in ("/a", "/b", "/c")),
        exchange("/login", {"a": 1}, method="POST", sent=BASIC),
        exchange("/health", {"a": 1}, sent=BEARER),
        exchange("/health", {"a": 1}),
        exchange("/either", {"a": 1}, sent=BEARER),
        exchange("/either", {"a": 1}, sent=KEY),
    )
    paths = document["paths"]
    assert document["security"] == [{"bearerAuth": []}]
    assert paths["/login"]["post"]["security"] == [{"basicAuth": []}]
    assert paths["/health"]["get"]["security"] == []
    assert paths["/either"]["get"]["security"] == [{"bearerAuth": []}, {"xApiKeyHeader": []}]


def test_refused_calls_show_nothing() -> None:
    """What was sent with them did not let anybody in, and neither did a redirection."""
    document = described(
        exchange("/a", {"a": 1}, sent=BEARER), exchange("/a", {"a": 1}, 401), exchange("/b", {"a": 1}, 403, sent=KEY)
    )
    assert document["security"] == [{"bearerAuth": []}]
    assert list(document["components"]["securitySchemes"]) == ["bearerAuth"]
    assert "security" not in document["paths"]["/b"]["get"]


def test_a_token_that_is_sometimes_no_jwt_has_no_format() -> None:
    """One scheme, with what all of its tokens have in common."""
    document = described(
        exchange("/a", {"a": 1}, sent=(("Authorization", "Bearer a.b.c"),)), exchange("/a", {"a": 1}, sent=BEARER)
    )
    assert document["components"]["securitySchemes"] == {"bearerAuth": {"type": "http", "scheme": "bearer"}}


def test_without_credentials_nothing_is_said() -> None:
    """An API that lets everybody in has no schemes."""
    document = described(exchange("/a", {"a": 1}))
    assert not {"security", "components"} & set(document)
