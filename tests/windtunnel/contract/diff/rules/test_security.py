"""Security."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, described, found

KEY: dict[str, list[str]] = {"key": []}
TOKEN = {"token": ["read"]}


def schemes(**named: Any) -> dict[str, Any]:
    """A description with security schemes."""
    return described({}, components={"securitySchemes": named})


def test_credentials_that_are_needed_now_break() -> None:
    """And none needed any more do not."""
    assert between({}, {"security": [KEY]}) == [("api-security-anonymous-access-removed", "ERR")]
    assert between({"security": [KEY]}, {"security": [KEY, {}]}) == [("api-security-anonymous-access-added", "INFO")]


def test_a_way_to_authenticate_that_is_gone_breaks() -> None:
    """One more does not."""
    assert between({"security": [KEY, TOKEN]}, {"security": [TOKEN]}) == [("api-security-removed", "ERR")]
    assert between({"security": [TOKEN]}, {"security": [KEY, TOKEN]}) == [("api-security-added", "INFO")]
    assert between({"security": [KEY, TOKEN]}, {"security": [TOKEN, KEY]}) == []


def test_a_scope_more_breaks() -> None:
    """The token at hand may not have it."""
    more = {"token": ["read", "write"]}
    assert between({"security": [TOKEN]}, {"security": [more]}) == [("api-security-scope-added", "ERR")]
    assert between({"security": [more]}, {"security": [TOKEN]}) == [("api-security-scope-removed", "INFO")]


def test_what_the_document_asks_for_is_judged_where_it_is_inherited() -> None:
    """And only told where nothing inherits it."""
    assert found(described({}), described({}, security=[KEY])) == [("api-security-anonymous-access-removed", "ERR")]
    own = {"security": [TOKEN]}
    assert found(described(own, security=[KEY]), described(own, security=[TOKEN])) == [
        ("api-global-security-added", "INFO"),
        ("api-global-security-removed", "INFO"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"type": "http", "scheme": "basic"}, {"type": "apiKey"}, [("api-security-component-type-changed", "ERR")]),
        ({"name": "a"}, {"name": "b"}, [("api-security-component-api-key-name-changed", "ERR")]),
        ({"in": "query"}, {"in": "header"}, [("api-security-component-api-key-in-changed", "ERR")]),
        ({"scheme": "basic"}, {"scheme": "bearer"}, [("api-security-component-http-scheme-changed", "ERR")]),
        ({"scheme": "basic"}, {"scheme": "Basic"}, []),
        ({"bearerFormat": "a"}, {"bearerFormat": "b"}, [("api-security-component-bearer-format-changed", "INFO")]),
        (
            {"openIdConnectUrl": "https://a.example/x"}, {"openIdConnectUrl": "https://b.example/x"},
            [("api-security-component-openid-connect-url-changed", "WARN")],
        ),
        ({"openIdConnectUrl": "https://a.example"}, {"openIdConnectUrl": "HTTPS://A.example:443/"}, []),
    ],
)  # fmt: skip
def test_how_to_authenticate_may_change(
    old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """What the client does breaks; what the server knows does not."""
    assert found(schemes(key=old), schemes(key=new)) == expected


def test_flows_of_oauth() -> None:
    """Addresses are warnings, scopes are told."""

    def oauth(**flow: Any) -> dict[str, Any]:
        return schemes(oauth={"type": "oauth2", "flows": {"clientCredentials": flow}})

    old = oauth(tokenUrl="https://a.example/token", scopes={"read": "", "write": ""})
    new = oauth(tokenUrl="https://b.example/token", scopes={"read": "more", "admin": ""})
    assert found(old, new) == [
        ("api-security-component-oauth-token-url-changed", "WARN"),
        ("api-security-component-oauth-scope-added", "INFO"),
        ("api-security-component-oauth-scope-changed", "INFO"),
        ("api-security-component-oauth-scope-removed", "INFO"),
    ]


def test_schemes_come_and_go() -> None:
    """What uses them is judged elsewhere."""
    assert found(schemes(a={}), schemes(b={})) == [
        ("api-security-component-added", "INFO"),
        ("api-security-component-removed", "INFO"),
    ]
