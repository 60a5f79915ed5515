"""Requests signed with a consumer's and a token's secret."""

from __future__ import annotations

import re
from random import Random
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]  # ships no types
from authlib.oauth1.rfc5849.signature import generate_signature_base_string  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from adapters.authentication.oauth1 import OAuth1Credentials, OAuth1Policy, authorization, base_string
from adapters.authentication.origins import Origins
from adapters.masking import Secret
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual
from tests.adapters.fake_system import URL, FakeSystem, get

CREDENTIALS = OAuth1Credentials("consumer", Secret("consumer&secret"), "token", Secret("token secret"), "ACCT_SB1")


def policy(system: FakeSystem, clock: FakeClock) -> OAuth1Policy:
    """Return the policy in front of a system."""
    return OAuth1Policy(system, credentials=CREDENTIALS, origins=Origins(URL), clock=clock, random=Random(1))


def parameters(header: str) -> dict[str, str]:
    """Return what an Authorization header says."""
    assert header.startswith("OAuth ")
    return {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', header)}


def test_the_base_string_is_that_of_the_standard() -> None:
    """The example of RFC 5849, 3.4.1.1: encoded, repeated and empty parameters, in order."""
    url = httpx.URL("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
    pairs = [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q")]
    protocol = {
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
    }
    assert base_string("post", url, [*pairs, *protocol.items()]) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26"
        "c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26"
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


class _Told(Exception):
    """Carries the base string out of authlib."""


def _tell(client: Any, request: Any) -> str:
    raise _Told(generate_signature_base_string(request))


ClientAuth.register_signature_method("TELL", _tell)


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.text(st.characters(codec="utf-8"), max_size=12))
def test_any_query_is_signed_as_authlib_would(name: str, value: str) -> None:
    """Blanks, plus signs, ampersands and letters of all kinds."""
    url = httpx.URL("https://example.test:8443/a%20b/c", params={f"x{name}": value, "y": "1"})
    client: Any = ClientAuth("consumer", "s", token="token", token_secret="t", signature_method="TELL")
    with pytest.raises(_Told) as told:
        client.sign("GET", str(url), {}, "")
    theirs = str(told.value)
    known = dict(pair.split("%3D") for pair in theirs.split("&")[2].split("%26") if pair.startswith("oauth_"))
    pairs = [(f"x{name}", value), ("y", "1"), *known.items()]
    assert base_string("GET", url, pairs) == theirs


@virtual
async def test_a_request_carries_realm_time_and_signature(clock: FakeClock) -> None:
    """The realm is told and not signed; the signature is that of the base string with both secrets."""
    system = FakeSystem(clock)
    await policy(system, clock).handle_async_request(get())
    told = parameters(system.sent[0].headers["authorization"])
    assert (told["realm"], told["oauth_timestamp"], told["oauth_version"]) == ("ACCT_SB1", str(int(EPOCH)), "1.0")
    expected = authorization(CREDENTIALS, "GET", httpx.URL(URL), timestamp=int(EPOCH), nonce=told["oauth_nonce"])
    assert system.sent[0].headers["authorization"] == expected


@virtual
async def test_every_attempt_has_a_nonce_of_its_own(clock: FakeClock) -> None:
    """The same request sent again is signed again."""
    system, request = FakeSystem(clock), get()
    signer = policy(system, clock)
    await signer.handle_async_request(request)
    await signer.handle_async_request(request)
    told = [parameters(sent.headers["authorization"]) for sent in system.sent]
    assert told[0]["oauth_nonce"] != told[1]["oauth_nonce"]
    assert told[0]["oauth_signature"] != told[1]["oauth_signature"]


@virtual
async def test_a_foreign_origin_gets_no_signature(clock: FakeClock) -> None:
    """A redirection must not carry it away."""
    system = FakeSystem(clock)
    await policy(system, clock).handle_async_request(httpx.Request("GET", "https://elsewhere.test/"))
    assert "authorization" not in system.sent[0].headers


@virtual
async def test_a_form_is_signed_and_json_is_not(clock: FakeClock) -> None:
    """As the standard says; the body arrives as it was."""
    system = FakeSystem(clock)
    signer = policy(system, clock)
    await signer.handle_async_request(httpx.Request("POST", URL, data={"a": "b c"}))
    await signer.handle_async_request(httpx.Request("POST", URL, json={"a": "b c"}))
    url = httpx.URL(URL)
    for sent, form in zip(system.sent, (b"a=b+c", b""), strict=True):
        nonce = parameters(sent.headers["authorization"])["oauth_nonce"]
        expected = authorization(CREDENTIALS, "POST", url, timestamp=int(EPOCH), nonce=nonce, form=form)
        assert sent.headers["authorization"] == expected
    assert [sent.body for sent in system.sent] == [b"a=b+c", b'{"a":"b c"}']


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://Example.test:443/x", "https://example.test/x"),
        ("http://127.0.0.1:8080/x?y=1", "http://127.0.0.1:8080/x"),
        ("https://[::1]:9/x", "https://[::1]:9/x"),
        ("https://example.test", "https://example.test/"),
    ],
)
def test_the_address_is_signed_without_query_and_usual_port(url: str, address: str) -> None:
    """Lower case, and the port only where it says something."""
    assert unquote(base_string("GET", httpx.URL(url), []).split("&")[1]) == address
