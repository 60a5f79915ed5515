"""Where requests get their token."""

from __future__ import annotations

import asyncio
import math
from random import Random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.audit import AuditKind
from adapters.authentication.grants import ClientCredentials, Grant, OAuthClient, RefreshToken
from adapters.authentication.token import MemoryTokenStore, Token, TokenStore
from adapters.authentication.tokens import StaticToken, TokenSettings, TokenSource
from adapters.errors import AuthenticationFailed, DeadlineExceeded, IntegrationError, SystemUnavailable
from adapters.masking import MASK, Secret, mask
from adapters.outbound.deadline import deadline
from adapters.outbound.stack import bare_transport
from adapters.outbound.timeout import TimeoutSettings
from tests.adapters.authentication.fake_token_endpoint import TOKEN_URL, Store, TokenEndpoint, error
from tests.adapters.fake_clock import EPOCH, FakeClock, virtual
from tests.adapters.fake_system import ListSink, reporter
from tests.adapters.set_clock import SetClock

CLIENT = OAuthClient("thing", TOKEN_URL, "c", Secret("client-secret"))
ANEW = ClientCredentials(CLIENT)
ROTATING = RefreshToken(CLIENT, rotates=True)
SETTINGS = TokenSettings(margin_seconds=300.0, jitter_seconds=60.0, cool_down_seconds=30.0)
EXPIRED = Token(Secret("access-old"), expires_at=EPOCH - 1.0, refresh=Secret("refresh-old"))


def source(
    endpoint: TokenEndpoint,
    grant: Grant = ANEW,
    *,
    store: TokenStore | None = None,
    seed: int = 1,
    sink: ListSink | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> TokenSource:
    """Return the source under test."""
    return TokenSource(
        grant,
        transport or endpoint,
        store=MemoryTokenStore() if store is None else store,
        settings=SETTINGS,
        clock=endpoint.clock,
        random=Random(seed),
        reporter=reporter(endpoint.clock, sink),
    )


@given(lifetime=st.floats(0.0, 1e6), seed=st.integers(0, 999))
def test_a_token_is_replaced_ahead_of_its_end(lifetime: float, seed: int) -> None:
    """By the margin and some jitter; a short-lived one not before half its life."""
    at = SETTINGS.renew_at(EPOCH + lifetime, EPOCH, Random(seed))
    assert EPOCH + lifetime / 2.0 - 1e-3 <= at <= EPOCH + max(lifetime - 300.0, lifetime / 2.0) + 1e-3
    assert SETTINGS.renew_at(math.inf, EPOCH, Random(seed)) == math.inf


def test_instances_do_not_refresh_together() -> None:
    """The jitter spreads the refreshes over its whole length."""
    times = [SETTINGS.renew_at(EPOCH + 3600.0, EPOCH, Random(seed)) for seed in range(200)]
    assert max(times) - min(times) > 55.0


@virtual
async def test_the_first_use_gets_a_token_and_later_ones_share_it(clock: FakeClock) -> None:
    """However many come at once, the endpoint is asked once."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    got = await asyncio.gather(*[tokens.current() for _ in range(20)])
    got.append(await tokens.current())
    assert {token.access.reveal() for token in got} == {"access-1"}
    assert endpoint.exchanges == 1


@virtual
async def test_a_token_that_is_about_to_expire_is_replaced_first(clock: FakeClock) -> None:
    """No request is sent with a token that would expire on the way."""
    endpoint = TokenEndpoint(clock, expires_in=3600)
    tokens = source(endpoint)
    seen: list[str] = []
    for _ in range(20):
        token = await tokens.current()
        seen.append(token.access.reveal())
        assert token.expires_at is not None
        assert token.expires_at > clock.now()
        await clock.sleep(600.0)
    assert len(set(seen)) == endpoint.exchanges == 4


@virtual
async def test_concurrent_rejections_make_one_refresh(clock: FakeClock) -> None:
    """Twenty requests whose token was rejected wait for the same new one, late comers included."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    old = await tokens.current()
    await clock.sleep(60.0)
    waiting = [asyncio.create_task(tokens.replace(old)) for _ in range(20)]
    await clock.sleep(0.5)
    waiting.append(asyncio.create_task(tokens.current()))
    waiting.append(asyncio.create_task(tokens.replace(old)))
    fresh = await asyncio.gather(*waiting)
    assert {token.access.reveal() for token in fresh} == {"access-2"}
    assert endpoint.exchanges == 2


@virtual
async def test_a_late_rejection_of_an_older_token_asks_for_nothing(clock: FakeClock) -> None:
    """A request that was under way with the old token goes on with the current one."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    old = await tokens.current()
    await clock.sleep(60.0)
    fresh = await tokens.replace(old)
    await clock.sleep(60.0)
    assert await tokens.replace(old) is fresh
    assert endpoint.exchanges == 2


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (error(400, "invalid_grant"), AuthenticationFailed),
        (httpx.ConnectError("x"), SystemUnavailable),
        (error(503), SystemUnavailable),
        (httpx.Response(200, html="<html>"), AuthenticationFailed),
    ],
    ids=repr,
)
def test_a_failed_refresh_is_not_repeated_within_the_cool_down(
    failure: Exception | httpx.Response, kind: type[IntegrationError]
) -> None:
    """Whoever needs a token meanwhile fails at once, in the same way, and the endpoint has its peace."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        endpoint = TokenEndpoint(clock)
        endpoint.before = [failure]
        tokens = source(endpoint)
        with pytest.raises(IntegrationError):
            await tokens.current()
        for _ in range(29):
            with pytest.raises(kind, match="next attempt in|next attempt is in"):
                await tokens.current()
            await clock.sleep(1.0)
        await clock.sleep(2.0)
        assert (await tokens.current()).access.reveal() == "access-1"
        assert endpoint.exchanges == 2

    scenario()


@virtual
async def test_a_quota_of_the_endpoint_lengthens_the_cool_down(clock: FakeClock) -> None:
    """Retry-After is honoured here, too."""
    endpoint = TokenEndpoint(clock)
    endpoint.before = [error(429, headers={"Retry-After": "120"})]
    tokens = source(endpoint)
    for _ in range(200):
        try:
            await tokens.current()
        except IntegrationError:
            await clock.sleep(1.0)
    assert endpoint.times[1] - endpoint.times[0] >= 120.0
    assert endpoint.exchanges == 2


@virtual
async def test_a_token_that_is_still_good_bridges_a_failed_refresh(clock: FakeClock) -> None:
    """Refreshing ahead leaves time: until the token's end an outage of the endpoint is not felt."""
    endpoint = TokenEndpoint(clock, expires_in=3600)
    tokens = source(endpoint)
    old = await tokens.current()
    endpoint.before = [error(503)] * 99
    await clock.sleep(3400.0)
    assert await tokens.current() is old
    await clock.sleep(300.0)
    with pytest.raises(SystemUnavailable):
        await tokens.current()


@virtual
async def test_a_rejected_token_is_not_used_on_when_the_refresh_fails(clock: FakeClock) -> None:
    """The system does not want it, whatever its date says."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    old = await tokens.current()
    await clock.sleep(60.0)
    endpoint.before = [error(503)]
    with pytest.raises(SystemUnavailable):
        await tokens.replace(old)
    with pytest.raises(SystemUnavailable):
        await tokens.current()
    await clock.sleep(31.0)
    assert (await tokens.current()).access.reveal() == "access-2"


@virtual
async def test_a_system_that_rejects_new_tokens_causes_no_loop(clock: FakeClock) -> None:
    """One refresh per cool-down, however often it says 401."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    await tokens.current()
    await clock.sleep(60.0)
    for _ in range(100):
        try:
            await tokens.replace(await tokens.current())
        except AuthenticationFailed:
            await clock.sleep(1.0)
    assert endpoint.exchanges <= 1 + 1 + 100 / 30
    pauses = [late - early for early, late in zip(endpoint.times, endpoint.times[1:], strict=False)]
    assert min(pauses) >= 30.0


@virtual
async def test_a_new_token_that_was_rejected_is_not_sent_again(clock: FakeClock) -> None:
    """Nobody is refused a second time for a token that is known to be bad; after the cool-down there is another."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    rejected = await tokens.current()
    with pytest.raises(AuthenticationFailed, match="new token"):
        await tokens.replace(rejected)
    with pytest.raises(AuthenticationFailed, match="new token was rejected; the next attempt is in 30.0 s"):
        await tokens.current()
    await clock.sleep(30.0)
    assert (await tokens.current()).access.reveal() == "access-2"


@virtual
async def test_a_new_token_that_was_accepted_is_used_on_although_one_request_is_refused(clock: FakeClock) -> None:
    """It is the request that the system refuses; the token is replaced after the cool-down all the same."""
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint)
    token = await tokens.current()
    tokens.accepted(token)
    with pytest.raises(AuthenticationFailed, match="new token"):
        await tokens.replace(token)
    assert await tokens.current() is token
    await clock.sleep(30.0)
    other = await tokens.current()
    tokens.accepted(token)
    with pytest.raises(AuthenticationFailed):
        await tokens.replace(other)
    with pytest.raises(AuthenticationFailed):
        await tokens.current()


@virtual
async def test_a_rotated_refresh_token_is_saved_before_use_and_used_once(clock: FakeClock) -> None:
    """Over many refreshes and a restart every refresh token is sent exactly once."""
    endpoint, store = TokenEndpoint(clock, expires_in=600), Store(EXPIRED)
    for _ in range(3):
        tokens = source(endpoint, ROTATING, store=store)
        for _ in range(5):
            token = await tokens.current()
            assert store.saved[-1] == token
            await clock.sleep(400.0)
    sent = [form["refresh_token"] for form in endpoint.forms]
    assert sent[0] == "refresh-old"
    assert len(sent) == len(set(sent)) > 5


@virtual
async def test_a_token_that_could_not_be_saved_is_neither_used_nor_lost(clock: FakeClock) -> None:
    """The next refresh saves it first; the endpoint is not asked with a refresh token that is used up."""
    endpoint, store = TokenEndpoint(clock), Store(EXPIRED)
    store.failures = [OSError("disk full"), OSError("disk full")]
    tokens = source(endpoint, ROTATING, store=store)
    for _ in range(2):
        with pytest.raises(OSError, match="disk"):
            await tokens.current()
    token = await tokens.current()
    assert (token.access.reveal(), store.saved[-1], endpoint.exchanges) == ("access-1", token, 1)


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("x"), error(502), httpx.Response(200, html="<html>")], ids=repr)
def test_a_lost_answer_means_that_a_person_must_authorise_again(lost: Exception | httpx.Response) -> None:
    """It is not sent twice, not even after a restart; a new authorisation in the store is picked up."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        endpoint, store = TokenEndpoint(clock), Store(EXPIRED)
        endpoint.after = [lost]
        tokens = source(endpoint, ROTATING, store=store)
        with pytest.raises(AuthenticationFailed, match="authorise"):
            await tokens.current()
        await clock.sleep(60.0)
        for restarted in (tokens, source(endpoint, ROTATING, store=store)):
            with pytest.raises(AuthenticationFailed, match="authorise"):
                await restarted.current()
        assert endpoint.exchanges == 1
        store.saved.append(Token(Secret("access-by-hand"), EPOCH + 9000.0, Secret("refresh-by-hand")))
        await clock.sleep(60.0)
        assert (await tokens.current()).access.reveal() == "access-by-hand"

    scenario()


@virtual
async def test_with_a_time_of_grace_a_lost_answer_is_asked_for_again(clock: FakeClock) -> None:
    """Where the vendor accepts the old refresh token once more, one cool-down later everything is well."""
    endpoint, store = TokenEndpoint(clock, rotates=False), Store(EXPIRED)
    endpoint.after = [httpx.ReadTimeout("x")]
    tokens = source(endpoint, RefreshToken(CLIENT, rotates=True, reusable_in_doubt=True), store=store)
    with pytest.raises(SystemUnavailable):
        await tokens.current()
    await clock.sleep(31.0)
    assert (await tokens.current()).access.reveal() == "access-2"
    assert {form["refresh_token"] for form in endpoint.forms} == {"refresh-old"}


@virtual
async def test_a_refresh_token_that_stays_is_kept(clock: FakeClock) -> None:
    """An answer without a refresh token leaves the old one in force."""
    endpoint, store = TokenEndpoint(clock, expires_in=600, rotates=False), Store(EXPIRED)
    tokens = source(endpoint, RefreshToken(CLIENT, rotates=False), store=store)
    for _ in range(3):
        token = await tokens.current()
        assert token.refresh == Secret("refresh-old")
        await clock.sleep(500.0)
    assert endpoint.exchanges == 3


@virtual
async def test_a_stored_token_is_used_after_a_restart(clock: FakeClock) -> None:
    """As long as it is good nothing is sent."""
    good = Token(Secret("access-kept"), EPOCH + 3600.0, Secret("refresh-kept"))
    endpoint = TokenEndpoint(clock)
    tokens = source(endpoint, ROTATING, store=Store(good))
    assert await tokens.current() == good
    assert endpoint.exchanges == 0
    await clock.sleep(3400.0)
    assert (await tokens.current()).access.reveal() == "access-1"
    assert endpoint.forms[0]["refresh_token"] == "refresh-kept"


@virtual
async def test_a_cancelled_caller_does_not_cancel_the_refresh(clock: FakeClock) -> None:
    """The answer that nobody waits for any more is saved and serves the next caller."""
    endpoint, store = TokenEndpoint(clock), Store(EXPIRED)
    tokens = source(endpoint, ROTATING, store=store)
    caller = asyncio.create_task(tokens.current())
    await clock.sleep(0.5)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await tokens.aclose()
    assert store.saved[-1].access.reveal() == "access-1"
    assert (await tokens.current()).access.reveal() == "access-1"
    assert endpoint.exchanges == 1


@virtual
async def test_a_failure_that_nobody_waits_for_is_no_noise(clock: FakeClock) -> None:
    """A refresh that fails after its callers have gone leaves no unretrieved exception behind."""
    noise: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: noise.append(context))
    endpoint = TokenEndpoint(clock)
    endpoint.before = [error(503)]
    tokens = source(endpoint)
    caller = asyncio.create_task(tokens.current())
    await clock.sleep(0.5)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await tokens.aclose()
    del tokens, caller
    await clock.sleep(1.0)
    assert noise == []


@virtual
async def test_callers_wait_only_until_their_own_deadline(clock: FakeClock) -> None:
    """The refresh itself is not held to the deadline of whoever happened to be first."""
    endpoint = TokenEndpoint(clock)
    endpoint.latency_seconds = 5.0
    timeouts = TimeoutSettings(10.0, 10.0, 10.0, 10.0, attempt_seconds=10.0)
    tokens = source(endpoint, transport=bare_transport(endpoint, timeouts, reporter(clock)))

    async def hurried() -> None:
        with deadline(clock, 1.0):
            await tokens.current()

    first, second = asyncio.create_task(hurried()), asyncio.create_task(tokens.current())
    with pytest.raises(DeadlineExceeded):
        await first
    assert clock.elapsed() == pytest.approx(1.0)
    assert (await second).access.reveal() == "access-1"


@virtual
async def test_every_refresh_is_on_the_audit_trail(clock: FakeClock) -> None:
    """With its outcome, and without any token."""
    sink = ListSink()
    endpoint = TokenEndpoint(clock)
    endpoint.before = [error(503)]
    tokens = source(endpoint, sink=sink)
    with pytest.raises(SystemUnavailable):
        await tokens.current()
    await clock.sleep(31.0)
    await tokens.current()
    assert [event["outcome"] for event in sink.fields(AuditKind.REFRESH)] == [
        "SystemUnavailable",
        "refreshed",
    ]
    assert "access-1" not in repr(sink.events)


@virtual
async def test_tokens_are_masked_also_after_they_were_replaced(clock: FakeClock) -> None:
    """A late error text that holds the previous token is still cleaned."""
    tokens = source(TokenEndpoint(clock))
    old = await tokens.current()
    await clock.sleep(60.0)
    await tokens.replace(old)
    del old
    assert mask("Bearer access-1, then access-2") == f"Bearer {MASK}, then {MASK}"


@virtual
async def test_a_static_token_is_never_replaced(clock: FakeClock) -> None:
    """There is nothing to ask for."""
    token = Token(Secret("bot-token"))
    tokens = StaticToken(token)
    assert await tokens.current() is await tokens.replace(token) is token
    assert clock.elapsed() == 0.0


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_clock_that_is_set_ends_no_token_and_keeps_none(set_seconds: float) -> None:
    """A token lives for as long as it was granted for, whatever the time of day becomes."""

    @virtual
    async def scenario(clock: FakeClock) -> None:
        endpoint, shown = TokenEndpoint(clock, expires_in=3600), SetClock(clock)
        tokens = TokenSource(
            ANEW,
            endpoint,
            store=MemoryTokenStore(),
            settings=SETTINGS,
            clock=shown,
            random=Random(1),
            reporter=reporter(clock, None),
        )
        first = await tokens.current()
        shown.ahead_seconds = set_seconds
        await clock.sleep(1800.0)
        assert await tokens.current() is first
        await clock.sleep(1700.0)
        assert await tokens.current() is not first

    scenario()
