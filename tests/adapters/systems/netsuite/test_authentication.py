"""Signing in to NetSuite."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from adapters.authentication.tokens import TokenSource
from adapters.errors import AuthenticationFailed, ConfigurationError
from adapters.outbound.policy import compose
from adapters.systems.netsuite import NetSuiteERP, NetSuiteSettings, authentication, tokens
from adapters.systems.netsuite.settings import TOKEN_BASED
from tests.adapters.fake_clock import EPOCH, FakeClock
from tests.adapters.fake_system import reporter
from tests.adapters.systems.vendor import play, say

from .player import NUMBER, SETTINGS, URL, FakeNetSuite, error
from .test_assertion import elliptic, pem_of

OAUTH2 = NetSuiteSettings.from_environment(
    {
        "ERP_URL": URL,
        "ERP_CLIENT_ID": "client",
        "ERP_CERTIFICATE_ID": "cert-1",
        "ERP_PRIVATE_KEY": pem_of(elliptic()),
    },
    "erp",
)
Work = Callable[[NetSuiteERP, FakeClock], Coroutine[Any, Any, None]]


class GuardedNetSuite(FakeNetSuite):
    """An account that wants the last token it has issued."""

    def __init__(self) -> None:
        super().__init__()
        self.issued = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Issue tokens; refuse whoever does not bring the last one."""
        if request.url.path.endswith("/token"):
            self.issued += 1
            body = {"access_token": f"token-{self.issued}", "expires_in": "3600", "token_type": "bearer"}
            return httpx.Response(200, json=body)
        if request.headers.get("authorization") != f"Bearer token-{self.issued}":
            return httpx.Response(401, json=error("INVALID_LOGIN"))
        return super().answer(request)


def sign_in(vendor: FakeNetSuite, settings: NetSuiteSettings, work: Work) -> None:
    """Do ``work`` with an ERP that signs in."""

    async def main(clock: FakeClock) -> None:
        wire = httpx.MockTransport(vendor.handle)
        source = tokens(settings, wire, clock=clock, random=Random(1), reporter=reporter(clock))
        policy = authentication(settings, source, clock=clock, random=Random(2))
        await work(NetSuiteERP(httpx.AsyncClient(transport=compose(wire, policy)), settings, clock), clock)

    play(main)


async def look_up(erp: NetSuiteERP, clock: FakeClock) -> None:
    """Look one order up."""
    assert await erp.purchase_order(NUMBER) is not None


def test_a_token_is_asked_for_with_an_assertion() -> None:
    """Signed with the certificate's key, for the token endpoint, for five minutes; no secret is sent."""
    vendor = GuardedNetSuite()
    sign_in(vendor, OAUTH2, look_up)
    request = vendor.requests[0]
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    assert "authorization" not in request.headers
    assert form["grant_type"] == "client_credentials"
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    claims = jwt.decode(
        form["client_assertion"],
        elliptic().public_key(),
        ["ES256"],
        options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
    )
    now = int(EPOCH)
    assert claims == {
        "iss": "client",
        "scope": ["rest_webservices"],
        "aud": f"{URL}/services/rest/auth/oauth2/v1/token",
        "iat": now,
        "exp": now + 300,
    }
    assert vendor.operations().count("oauth2.token") == 1


def test_a_token_is_renewed_before_it_ends() -> None:
    """The lifetime is a text, and it is believed."""
    vendor = GuardedNetSuite()

    async def work(erp: NetSuiteERP, clock: FakeClock) -> None:
        await look_up(erp, clock)
        await clock.sleep(3590.0)
        await asyncio.gather(*(look_up(erp, clock) for _ in range(5)))

    sign_in(vendor, OAUTH2, work)
    assert vendor.issued == 2


def test_a_token_that_is_rejected_is_replaced_once() -> None:
    """Somebody has revoked it."""
    vendor = GuardedNetSuite()

    async def work(erp: NetSuiteERP, clock: FakeClock) -> None:
        await look_up(erp, clock)
        await clock.sleep(60.0)
        vendor.issued += 1
        await look_up(erp, clock)

    sign_in(vendor, OAUTH2, work)
    assert vendor.operations().count("oauth2.token") == 2


def test_a_refused_assertion_is_a_matter_of_configuration() -> None:
    """It is not tried again."""
    vendor = GuardedNetSuite()
    vendor.disturb("oauth2.token", say(400, {"error": "invalid_grant"}))
    with pytest.raises(AuthenticationFailed, match="invalid_grant"):
        sign_in(vendor, OAUTH2, look_up)
    assert vendor.operations() == ["oauth2.token"]


def test_token_based_requests_are_signed() -> None:
    """Each by itself; no token is asked for, and the secrets stay here."""
    vendor = FakeNetSuite()
    sign_in(vendor, SETTINGS, look_up)
    headers = [request.headers["authorization"] for request in vendor.requests]
    assert all(header.startswith('OAuth realm="1234567", oauth_consumer_key="consumer-key"') for header in headers)
    assert len(set(headers)) == len(headers) == 3
    assert not any("secret-value" in header for header in headers)


def test_what_is_set_up_for_the_other_way_is_not_used() -> None:
    """A whole set of credentials of each kind, and one that is asked for."""
    both = OAUTH2.model_copy(update={name: getattr(SETTINGS, name) for name in TOKEN_BASED})
    vendor, signed = GuardedNetSuite(), FakeNetSuite()
    sign_in(vendor, both, look_up)
    sign_in(signed, both.model_copy(update={"sign_in": "token_based"}), look_up)
    assert vendor.operations()[0] == "oauth2.token"
    assert "oauth2.token" not in signed.operations()


def test_a_bad_signature_is_a_matter_of_configuration() -> None:
    """The vendor says no more than that the login was wrong."""
    vendor = FakeNetSuite()
    vendor.disturb("runSuiteQL", say(401, error("INVALID_LOGIN")))
    with pytest.raises(AuthenticationFailed):
        sign_in(vendor, SETTINGS, look_up)


def test_a_key_that_is_none_is_told_at_the_start() -> None:
    """Before anything is sent."""
    wrong = OAUTH2.model_copy(update={"private_key": SETTINGS.consumer_secret})

    async def main(clock: FakeClock) -> TokenSource | None:
        wire = httpx.MockTransport(lambda request: httpx.Response(200))
        return tokens(wrong, wire, clock=clock, random=Random(1), reporter=reporter(clock))

    with pytest.raises(ConfigurationError, match="private key"):
        play(main)
