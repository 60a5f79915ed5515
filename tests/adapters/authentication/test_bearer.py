"""Bearer tokens, and one second chance."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random

import httpx
import pytest

from adapters.authentication.bearer import BearerPolicy
from adapters.authentication.grants import ClientCredentials, OAuthClient
from adapters.authentication.origins import Origins
from adapters.authentication.token import MemoryTokenStore, Token
from adapters.authentication.tokens import StaticToken, TokenSettings, TokenSource
from adapters.errors import AuthenticationFailed
from adapters.masking import Secret
from adapters.outbound.dialect import HTTP
from adapters.outbound.extensions import REPLAYED
from tests.adapters.authentication.fake_token_endpoint import TOKEN_URL, TokenEndpoint
from tests.adapters.fake_clock import FakeClock, virtual
from tests.adapters.fake_system import URL, FakeSystem, Pieces, answer, get, post, reporter


def source(endpoint: TokenEndpoint) -> TokenSource:
    """Return a source of tokens."""
    return TokenSource(
        ClientCredentials(OAuthClient("thing", TOKEN_URL, "c", Secret("client-secret"))),
        endpoint,
        store=MemoryTokenStore(),
        settings=TokenSettings(300.0, 0.0, 30.0),
        clock=endpoint.clock,
        random=Random(1),
        reporter=reporter(endpoint.clock),
    )


class Guarded(FakeSystem):
    """Accepts one token, the newest, and rejects all others; a round trip takes a while."""

    def __init__(self, clock: FakeClock, endpoint: TokenEndpoint) -> None:
        super().__init__(clock, last=self._judge, latency_seconds=0.2)
        self.revoked: list[str] = []
        self._endpoint = endpoint

    async def _judge(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        return httpx.Response(401 if token in self.revoked else 200)


@virtual
async def test_requests_carry_the_token(clock: FakeClock) -> None:
    """And nothing else is changed."""
    system = FakeSystem(clock)
    policy = BearerPolicy(system, tokens=StaticToken(Token(Secret("tkn-1"))), origins=Origins(URL))
    await policy.handle_async_request(get())
    assert system.sent[0].headers["authorization"] == "Bearer tkn-1"


@virtual
async def test_concurrent_401s_make_one_refresh_and_one_replay_each(clock: FakeClock) -> None:
    """The token is revoked under twenty requests in flight: one exchange, and every one succeeds."""
    endpoint = TokenEndpoint(clock)
    system = Guarded(clock, endpoint)
    policy = BearerPolicy(system, tokens=source(endpoint), origins=Origins(URL))
    await policy.handle_async_request(get())
    await clock.sleep(60.0)
    system.revoked.append("access-1")

    async def call(number: int) -> int:
        await clock.sleep(number * 0.1)
        return (await policy.handle_async_request(post())).status_code

    assert await asyncio.gather(*[call(number) for number in range(20)]) == [200] * 20
    assert endpoint.exchanges == 2
    stale = [sent for sent in system.sent if sent.headers["authorization"] == "Bearer access-1"]
    assert len(stale) <= 1 + 3  # those that were sent before the first 401 came back, after 0.2 s


@virtual
async def test_the_second_401_is_final(clock: FakeClock) -> None:
    """A replay that is rejected is handed over; the same request is not replayed again."""
    endpoint = TokenEndpoint(clock)
    system = Guarded(clock, endpoint)
    system.revoked = ["access-1", "access-2"]
    tokens = source(endpoint)
    policy = BearerPolicy(system, tokens=tokens, origins=Origins(URL))
    await tokens.current()
    await clock.sleep(60.0)
    request = get()
    for _ in range(2):
        assert (await policy.handle_async_request(request)).status_code == 401
    assert (len(system.sent), endpoint.exchanges) == (3, 2)


@virtual
async def test_a_static_token_is_not_tried_twice(clock: FakeClock) -> None:
    """Without another token the 401 is the answer."""
    system = FakeSystem(clock, 401)
    policy = BearerPolicy(system, tokens=StaticToken(Token(Secret("tkn-1"))), origins=Origins(URL))
    request = get()
    assert (await policy.handle_async_request(request)).status_code == 401
    assert (len(system.sent), REPLAYED in request.extensions) == (1, False)


@virtual
async def test_a_failed_refresh_is_the_callers_error(clock: FakeClock) -> None:
    """The request ends with AuthenticationFailed and is not sent with a token that does not work."""
    endpoint = TokenEndpoint(clock)
    system = Guarded(clock, endpoint)
    system.revoked = ["access-1"]
    policy = BearerPolicy(system, tokens=source(endpoint), origins=Origins(URL))
    with pytest.raises(AuthenticationFailed):
        await policy.handle_async_request(get())
    assert len(system.sent) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/v1",
        "http://api.example.test/v1",
        "https://api.example.test:8443/v1",
        "https://x.example.test/",
    ],
)
def test_a_foreign_origin_gets_no_token(url: str) -> None:
    """Host, scheme and port must be the system's own: a redirection cannot carry the token away."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        system = FakeSystem(clock, last=401)
        policy = BearerPolicy(system, tokens=StaticToken(Token(Secret("tkn-1"))), origins=Origins(URL))
        await policy.handle_async_request(get(url=url))
        assert "authorization" not in system.sent[0].headers
        assert len(system.sent) == 1

    scenario()


@virtual
async def test_a_redirection_through_the_client_loses_the_token(clock: FakeClock) -> None:
    """With httpx following redirections, the foreign host sees no credentials."""
    system = FakeSystem(clock, answer(302, headers={"location": "https://files.test/x"}))
    policy = BearerPolicy(system, tokens=StaticToken(Token(Secret("tkn-1"))), origins=Origins(URL))
    await httpx.AsyncClient(transport=policy, follow_redirects=True).get(URL)
    assert [sent.headers.get("authorization") for sent in system.sent] == ["Bearer tkn-1", None]


@virtual
async def test_a_vendors_own_rejection_is_understood(clock: FakeClock) -> None:
    """Some systems say 200 and put "token expired" into the body."""

    async def expired(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"ok": False, "error": "token_expired"})

    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    await tokens.current()
    await clock.sleep(60.0)
    dialect = replace(HTTP, is_rejected=lambda response: b"token_expired" in response.content)
    system = FakeSystem(clock, expired, 200)
    policy = BearerPolicy(system, tokens=tokens, origins=Origins(URL), dialect=dialect)
    assert (await policy.handle_async_request(get())).json() == {"status": 200}
    assert [sent.headers["authorization"] for sent in system.sent] == ["Bearer access-1", "Bearer access-2"]


@virtual
async def test_the_rejected_answer_frees_its_connection(clock: FakeClock) -> None:
    """It is read and closed before the wait for another token."""
    pieces = Pieces(clock, b"{}")
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    await tokens.current()
    await clock.sleep(60.0)
    endpoint.latency_seconds = 5.0
    policy = BearerPolicy(FakeSystem(clock, answer(401, stream=pieces)), tokens=tokens, origins=Origins(URL))
    call = asyncio.create_task(policy.handle_async_request(get()))
    await clock.sleep(1.0)
    assert pieces.closed
    assert (await call).status_code == 200
