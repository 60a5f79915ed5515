"""One exchange with a token endpoint."""

from __future__ import annotations

import httpx
import pytest

from adapters.authentication.grants import ClientCredentials, OAuthClient, RefreshToken
from adapters.authentication.token import Token
from adapters.authentication.token_endpoint import exchange
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ContractError,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
)
from adapters.masking import Secret
from tests.adapters.authentication.fake_token_endpoint import TOKEN_URL, error
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual
from tests.adapters.fake_system import Answer, FakeSystem

CLIENT = OAuthClient("thing", TOKEN_URL, "c", Secret("client-secret"))
OLD = Token(Secret("access-0"), refresh=Secret("refresh-0"))
ANEW = ClientCredentials(CLIENT).request(None)
ONCE = RefreshToken(CLIENT, rotates=True).request(OLD)


def _answers(body: object) -> Answer:
    async def give(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body)

    return give


@pytest.mark.parametrize(
    ("body", "expires_at", "refresh"),
    [
        (
            {"access_token": "a-new-one", "expires_in": 3600, "token_type": "bearer", "scope": "x"},
            EPOCH + 3600,
            None,
        ),
        ({"access_token": "a-new-one", "expires_in": "1800"}, EPOCH + 1800, None),
        ({"access_token": "a-new-one", "refresh_token": "another"}, None, Secret("another")),
        ({"access_token": "a-new-one", "expires_in": None, "refresh_token": None}, None, None),
    ],
)
def test_a_token_is_read(body: object, expires_at: float | None, refresh: Secret | None) -> None:
    """Lifetimes as number or text, or none; unknown fields do not matter."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        token = await exchange(ANEW, FakeSystem(clock, _answers(body)), system="thing", now=EPOCH)
        assert token == Token(Secret("a-new-one"), expires_at, refresh)

    scenario()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], None),
        ({}, "access_token"),
        ({"access_token": ""}, "access_token"),
        ({"access_token": 17}, "access_token"),
        ({"access_token": "hidden-value", "expires_in": "soon"}, "expires_in"),
        ({"access_token": "hidden-value", "expires_in": -1}, "expires_in"),
        ({"access_token": "hidden-value", "refresh_token": 5}, "refresh_token"),
    ],
)
def test_an_answer_that_breaks_the_contract_names_the_field(body: object, field: str | None) -> None:
    """And shows no value, neither in its message nor in what it was caused by."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        with pytest.raises(ContractError) as caught:
            await exchange(ANEW, FakeSystem(clock, _answers(body)), system="thing", now=EPOCH)
        assert (caught.value.field, caught.value.system) == (field, "thing")
        assert "hidden-value" not in str(caught.value)
        assert caught.value.__cause__ is caught.value.__context__ is None

    scenario()


@pytest.mark.parametrize(
    ("answer", "for_any", "for_one_that_serves_once"),
    [
        (error(400, "invalid_grant"), AuthenticationFailed, AuthenticationFailed),
        (error(401, "invalid_client"), AuthenticationFailed, AuthenticationFailed),
        (error(403), AuthenticationFailed, AuthenticationFailed),
        (error(429), QuotaExceeded, QuotaExceeded),
        (error(500), SystemUnavailable, OutcomeUnknown),
        (error(503), SystemUnavailable, SystemUnavailable),
        (error(302), ContractError, ContractError),
        (httpx.ConnectError("x"), SystemUnavailable, SystemUnavailable),
        (httpx.ReadTimeout("x"), SystemUnavailable, OutcomeUnknown),
        (httpx.UnsupportedProtocol("x"), ConfigurationError, ConfigurationError),
    ],
    ids=repr,
)
def test_every_failure_has_its_place(
    answer: httpx.Response | Exception,
    for_any: type[IntegrationError],
    for_one_that_serves_once: type[IntegrationError],
) -> None:
    """A lost answer matters only where something was used up."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        async def give(_request: httpx.Request) -> httpx.Response:
            assert isinstance(answer, httpx.Response)
            return answer

        for request, kind in ((ANEW, for_any), (ONCE, for_one_that_serves_once)):
            system = FakeSystem(clock, answer if isinstance(answer, Exception) else give)
            with pytest.raises(IntegrationError) as caught:
                await exchange(request, system, system="thing", now=EPOCH)
            assert type(caught.value) is kind

    scenario()


@virtual
async def test_errors_repeat_the_vendors_code_only_if_it_is_a_known_one(clock: FakeClock) -> None:
    """invalid_grant helps whoever reads it; anything else could be anything, a token for example."""
    for code, shown in (("invalid_grant", True), ("access-123", False)):

        async def give(_request: httpx.Request, code: str = code) -> httpx.Response:
            return error(400, code)

        with pytest.raises(AuthenticationFailed) as caught:
            await exchange(ANEW, FakeSystem(clock, give), system="thing", now=EPOCH)
        assert (code in str(caught.value)) is shown
    with pytest.raises(AuthenticationFailed, match="HTTP 401$"):
        await exchange(ANEW, FakeSystem(clock, _html), system="thing", now=EPOCH)


async def _html(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(401, html="<html>")
