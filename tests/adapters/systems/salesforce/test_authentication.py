"""Signing in to Salesforce, and finding the instance."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

import httpx
import pytest

from adapters.errors import AuthenticationFailed, ContractError
from adapters.outbound.policy import compose
from adapters.systems.salesforce import Instance, authentication, tokens
from adapters.systems.salesforce.client import SalesforceCRM
from tests.adapters.fake_clock import FakeClock
from tests.adapters.fake_system import reporter
from tests.adapters.systems.vendor import play, say

from .player import EMAIL, SETTINGS, URL, FakeSalesforce, contact, error

INSTANCE = "https://eu42.my.salesforce.com"


class GuardedSalesforce(FakeSalesforce):
    """An org that lives on an instance, and whose tokens can die of idleness."""

    def __init__(self, instance_url: object = INSTANCE) -> None:
        super().__init__(contact())
        self.instance_url = instance_url
        self.issued = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Issue tokens; refuse whoever does not bring the last one to the instance."""
        if request.url.path == "/services/oauth2/token":
            assert str(request.url).startswith(URL)
            self.issued += 1
            body = {"access_token": f"00D!{self.issued}", "instance_url": self.instance_url, "token_type": "Bearer"}
            return httpx.Response(200, json=body | {"issued_at": "1760000000000", "id": f"{URL}/id/00D/005"})
        assert str(request.url).startswith(str(self.instance_url))
        assert request.headers["host"] == request.url.netloc.decode()
        if request.headers.get("authorization") != f"Bearer 00D!{self.issued}":
            return httpx.Response(401, json=error("INVALID_SESSION_ID", "Session expired or invalid"))
        return super().answer(request)


def sign_in(vendor: GuardedSalesforce, work: Callable[[SalesforceCRM, FakeClock], Coroutine[Any, Any, None]]) -> None:
    """Do ``work`` with a CRM that signs in."""

    async def main(clock: FakeClock) -> None:
        wire = httpx.MockTransport(vendor.handle)
        instance = Instance(SETTINGS.url)
        source = tokens(SETTINGS, wire, instance, clock=clock, random=Random(1), reporter=reporter(clock))
        transport = compose(wire, authentication(SETTINGS, source, instance))
        await work(SalesforceCRM(httpx.AsyncClient(transport=transport), SETTINGS, clock), clock)

    play(main)


async def look_up(crm: SalesforceCRM, clock: FakeClock) -> None:
    """Look one customer up."""
    assert await crm.customer(EMAIL) is not None


def test_a_token_is_asked_for_and_leads_to_the_instance() -> None:
    """Client credentials in the header, the grant in the form, the data from where the answer says."""
    vendor = GuardedSalesforce()
    sign_in(vendor, look_up)
    request = vendor.requests[0]
    assert (
        request.headers["authorization"] == "Basic " + base64.b64encode(b"consumer-key:consumer-secret-value").decode()
    )
    assert request.content == b"grant_type=client_credentials"
    assert [each.url.host for each in vendor.requests] == ["example.my.salesforce.com", "eu42.my.salesforce.com"]


def test_a_session_that_died_of_idleness_is_renewed_once() -> None:
    """However many requests meet the 401, one token is asked for."""
    vendor = GuardedSalesforce()

    async def work(crm: SalesforceCRM, clock: FakeClock) -> None:
        await look_up(crm, clock)
        await clock.sleep(10_000.0)
        vendor.issued += 1
        await asyncio.gather(*(look_up(crm, clock) for _ in range(5)))

    sign_in(vendor, work)
    assert vendor.operations().count("oauth2.token") == 2
    assert vendor.operations()[:5] == ["oauth2.token", "Query", "Query", "oauth2.token", "Query"]


def test_a_session_that_is_refused_again_is_not_renewed_for_ever() -> None:
    """A second 401 reaches the caller."""
    vendor = GuardedSalesforce()
    refused = say(401, error("INVALID_SESSION_ID"))

    async def work(crm: SalesforceCRM, clock: FakeClock) -> None:
        await look_up(crm, clock)
        await clock.sleep(10_000.0)
        vendor.disturb("Query", refused, refused, refused)
        with pytest.raises(AuthenticationFailed):
            await crm.customer(EMAIL)

    sign_in(vendor, work)
    assert vendor.operations() == ["oauth2.token", "Query", "Query", "oauth2.token", "Query"]


@pytest.mark.parametrize(
    "instance_url",
    [
        "http://eu42.my.salesforce.com",
        "ftp://127.0.0.1",
        "",
        "//evil.example",
        "eu42",
        None,
        7,
        "http://127.0.0.1.evil.example",
    ],
)
def test_tokens_are_not_sent_unencrypted_to_another_machine(instance_url: object) -> None:
    """An answer that asks for it is not followed."""
    vendor = GuardedSalesforce(instance_url)
    with pytest.raises(ContractError) as caught:
        sign_in(vendor, look_up)
    assert caught.value.field == "instance_url"
    assert vendor.operations() == ["oauth2.token"]


@pytest.mark.parametrize("instance_url", ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", URL])
def test_this_machine_and_the_configured_address_are_trusted(instance_url: str) -> None:
    """A stand-in on the loopback needs no certificate."""
    vendor = GuardedSalesforce(instance_url)
    sign_in(vendor, look_up)
    assert vendor.operations() == ["oauth2.token", "Query"]


def test_an_app_that_is_refused_is_a_matter_of_configuration() -> None:
    """The token endpoint's 400 is not tried again."""
    vendor = GuardedSalesforce()
    vendor.disturb("oauth2.token", say(400, {"error": "invalid_client", "error_description": "for people"}))
    with pytest.raises(AuthenticationFailed, match="invalid_client"):
        sign_in(vendor, look_up)
    assert vendor.operations() == ["oauth2.token"]


def test_an_address_that_is_no_url_is_a_contract_error() -> None:
    """The learner never raises anything else."""
    with pytest.raises(ContractError):
        Instance(URL).learn("https://a\nb")
