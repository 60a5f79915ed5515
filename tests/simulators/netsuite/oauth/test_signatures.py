"""Token-based authentication."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from simulators.netsuite.oauth.signatures import NONCES, address, base_string, oauth_parameters, signature
from windtunnel.world.http import Request

from ..tenant import HOST, Tenant

PATH = "/services/rest/record/v1/vendor"


def header(tenant: Tenant, query: str | None = "", **changes: str | None) -> dict[str, str]:
    """Return the header of a signed GET; changed parameters are signed as they are, ``None`` leaves one out."""
    c = tenant.system.credentials
    usual = {
        "realm": c["account_id"],
        "oauth_consumer_key": c["consumer_key"],
        "oauth_token": c["token_id"],
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(tenant.clock.now())),
        "oauth_nonce": "n-1",
        "oauth_version": "1.0",
    }
    told = {name: value for name, value in {**usual, **changes}.items() if value is not None}
    request = Request("GET", PATH, query or "", {"host": HOST}, scheme="https")
    told["oauth_signature"] = changes.get("oauth_signature") or signature(
        base_string(request, told), (c["consumer_secret"], c["token_secret"])
    )
    return {"authorization": "OAuth " + ", ".join(f'{name}="{quote(value, safe="")}"' for name, value in told.items())}


def status(tenant: Tenant, headers: dict[str, str], query: str = "") -> int:
    """Return what a signed request is answered."""
    return tenant.send("GET", f"{PATH}?{query}", headers=headers, token=None).status


def test_a_signed_request_is_let_in(tenant: Tenant) -> None:
    """With its query, and with parameters that the vendor has never asked for."""
    assert status(tenant, header(tenant)) == 200
    assert status(tenant, header(tenant, "limit=1&offset=0", oauth_nonce="n-2"), "limit=1&offset=0") == 200
    assert status(tenant, header(tenant, oauth_nonce="n-3", oauth_body_hash="2jmj7l5rSw0yVb/vlWAYkK/YBwk=")) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"oauth_signature": "AAAA"},
        {"oauth_consumer_key": "x"},
        {"oauth_token": "ü"},
        {"realm": "OTHER"},
        {"realm": None},
        {"oauth_nonce": None},
        {"oauth_signature_method": "HMAC-SHA1"},
        {"oauth_timestamp": "now"},
        {"oauth_timestamp": "1"},
        {"oauth_timestamp": "9" * 20},
    ],
)
def test_anything_else_is_a_bad_login(tenant: Tenant, changes: dict[str, str | None]) -> None:
    """The answer does not say what was wrong."""
    assert status(tenant, header(tenant, **changes)) == 401


def test_what_was_not_signed_does_not_count(tenant: Tenant) -> None:
    """Another query is another request."""
    assert status(tenant, header(tenant, "limit=1"), "limit=2") == 401


def test_a_timestamp_may_be_five_minutes_off(tenant: Tenant) -> None:
    """Either way."""
    now = int(tenant.clock.now())
    answers = [
        status(tenant, header(tenant, oauth_timestamp=str(now + seconds), oauth_nonce=str(seconds)))
        for seconds in (-300, 300, -301, 301)
    ]
    assert answers == [200, 200, 401, 401]


def test_a_nonce_serves_once(tenant: Tenant) -> None:
    """A bad signature uses none up; those that cannot come again are forgotten."""
    assert status(tenant, header(tenant, oauth_signature="AAAA")) == 401
    assert [status(tenant, header(tenant)) for _ in range(2)] == [200, 401]
    assert status(tenant, header(tenant, oauth_nonce="n-2")) == 200
    tenant.advance(601)
    assert status(tenant, header(tenant)) == 200
    assert len(tenant.system.store[NONCES]) == 1


@pytest.mark.parametrize(
    ("scheme", "host", "expected"),
    [
        ("https", "A.Example:443", "https://a.example/p"),
        ("http", "a.example:80", "http://a.example/p"),
        ("http", "127.0.0.1:8080", "http://127.0.0.1:8080/p"),
    ],
)
def test_the_usual_port_is_not_signed(scheme: str, host: str, expected: str) -> None:
    """Others are."""
    assert address(Request("GET", "/p", "a=1", {"host": host}, scheme=scheme)) == expected


def test_forms_are_signed_and_json_is_not() -> None:
    """As RFC 5849 says."""
    headers = {"host": "h", "content-type": "application/x-www-form-urlencoded"}
    form = base_string(Request("POST", "/p", "", headers, b"b=2&a=1+1"), {"oauth_nonce": "n"})
    assert form == "POST&http%3A%2F%2Fh%2Fp&a%3D1%25201%26b%3D2%26oauth_nonce%3Dn"
    json = Request("POST", "/p", "", {"host": "h", "content-type": "application/json"}, b"{}")
    assert base_string(json, {"realm": "r", "oauth_signature": "s", "oauth_nonce": "n"}).endswith("&oauth_nonce%3Dn")


@pytest.mark.parametrize("value", ["", "Bearer x", "Basic x"])
def test_other_schemes_are_left_to_others(value: str) -> None:
    """They are not bad logins of this kind."""
    assert oauth_parameters(Request("GET", "/", headers={"authorization": value})) is None
