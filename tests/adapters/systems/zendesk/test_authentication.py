"""Signing in to Zendesk."""

from __future__ import annotations

import base64
import json
from random import Random

import httpx
import pytest

from adapters.errors import ConfigurationError, ContractError
from adapters.outbound.policy import compose
from adapters.systems.zendesk import authentication, tokens
from adapters.systems.zendesk.client import ZendeskHelpdesk
from adapters.systems.zendesk.settings import ZendeskSettings
from tests.adapters.fake_clock import FakeClock
from tests.adapters.fake_system import reporter
from tests.adapters.systems.vendor import play

from .player import SETTINGS, TICKET_ID, FakeZendesk

BASIC = ZendeskSettings.from_environment(
    {
        "HELPDESK_URL": SETTINGS.url,
        "HELPDESK_EMAIL": "agent@mail.example",
        "HELPDESK_API_TOKEN": "api-token-value",
        "HELPDESK_SIGNING_SECRET": "signing-secret-value",
    },
    "helpdesk",
)


class GuardedZendesk(FakeZendesk):
    """An account that wants a token, and gives out a new one on request."""

    def __init__(self) -> None:
        super().__init__()
        self.issued = 0
        self.token_bodies: list[dict[str, object]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Issue tokens; refuse whoever does not bring the last one."""
        if request.url.path == "/oauth/tokens":
            self.issued += 1
            self.token_bodies.append(json.loads(request.content))
            return httpx.Response(
                200, json={"access_token": f"token-{self.issued}", "expires_in": 7200, "scope": "read"}
            )
        if request.headers.get("authorization") != f"Bearer token-{self.issued}":
            return httpx.Response(401, json={"error": "Couldn't authenticate you"})
        return super().answer(request)


def read(vendor: GuardedZendesk, *, expire: bool = False) -> None:
    """Read a ticket twice; with ``expire`` the token ends in between."""

    async def main(clock: FakeClock) -> None:
        wire = httpx.MockTransport(vendor.handle)
        source = tokens(SETTINGS, wire, clock=clock, random=Random(1), reporter=reporter(clock))
        transport = compose(wire, authentication(SETTINGS, source))
        helpdesk = ZendeskHelpdesk(httpx.AsyncClient(transport=transport), SETTINGS, clock)
        await helpdesk.ticket(TICKET_ID)
        if expire:
            await clock.sleep(60.0)
            vendor.issued += 1
        await helpdesk.ticket(TICKET_ID)

    play(main)


def test_a_token_is_asked_for_once_and_in_json() -> None:
    """With the scope, and the lifetime that we want."""
    vendor = GuardedZendesk()
    read(vendor)
    (body,) = vendor.token_bodies
    assert body == {
        "grant_type": "client_credentials",
        "client_id": "integration",
        "client_secret": "client-secret-value",
        "scope": "read write",
        "expires_in": 7200,
    }
    assert vendor.operations()[0] == "CreateTokenForGrantType"


def test_a_rejected_token_is_replaced_and_the_request_repeated() -> None:
    """One 401, one new token, one repetition."""
    vendor = GuardedZendesk()
    read(vendor, expire=True)
    assert vendor.operations().count("CreateTokenForGrantType") == 2
    assert vendor.operations().count("ShowTicket") == 3


def test_a_token_answer_without_token_breaks_the_contract() -> None:
    """Nothing is sent without a token."""
    vendor = GuardedZendesk()
    vendor.disturb("CreateTokenForGrantType", lambda act: httpx.Response(200, json={"token": "x"}))
    with pytest.raises(ContractError):
        read(vendor)
    assert vendor.operations() == ["CreateTokenForGrantType"]


def test_an_api_token_signs_in_without_oauth() -> None:
    """As ``email/token``, and to the account's own address only."""
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    async def main(clock: FakeClock) -> None:
        assert (
            tokens(BASIC, httpx.MockTransport(remember), clock=clock, random=Random(1), reporter=reporter(clock))
            is None
        )
        transport = compose(httpx.MockTransport(remember), authentication(BASIC, None))
        async with httpx.AsyncClient(transport=transport) as http:
            await http.get(f"{BASIC.url}/api/v2/groups")
            await http.get("https://elsewhere.example/api/v2/groups")

    play(main)
    expected = base64.b64encode(b"agent@mail.example/token:api-token-value").decode()
    assert seen[0].headers["authorization"] == f"Basic {expected}"
    assert "authorization" not in seen[1].headers


def test_without_any_credentials_nobody_signs_in() -> None:
    """An OAuth account whose tokens were not passed on is told at the start."""
    with pytest.raises(ConfigurationError):
        authentication(SETTINGS, None)
