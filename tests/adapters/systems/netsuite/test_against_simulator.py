"""The ERP spoke against the simulated account: both ways to sign in, and one bill for each key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import httpx
import pytest

from adapters.audit import AuditKind
from adapters.canonical.purchase import Bill, PostedBill
from adapters.errors import OutcomeUnknown, Rejected
from adapters.outbound.breaker import BreakerSettings
from adapters.outbound.concurrency import BulkheadSettings
from adapters.outbound.policy import compose
from adapters.outbound.retry import RetrySettings
from adapters.outbound.retry_budget import RetryBudgetSettings
from adapters.outbound.stack import Stack, StackSettings, UseCase
from adapters.outbound.timeout import TimeoutSettings
from adapters.systems.netsuite import DIALECT, LIMITER, NetSuiteERP, NetSuiteSettings, authentication, tokens
from adapters.systems.netsuite.serialiser import external_id
from simulators.netsuite.system import NetSuite
from tests.adapters.fake_clock import FakeClock
from tests.adapters.fake_system import ListSink, reporter
from tests.adapters.systems.vendor import play
from tests.simulators.netsuite.tenant import HOST, contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.world.http import Request

URL = f"https://{HOST}"
ORDERS = [
    {"number": "PO-'7'", "supplier": "Acmé & Söhne", "total": "1234.50", "currency": "EUR"},
    *({"number": f"PO-{number}", "supplier": "Zeta", "total": "10.00"} for number in range(20)),
]
OAUTH2 = ("client_id", "certificate_id", "private_key")
RSA = ("client_id", "rsa_certificate_id", "rsa_private_key")
TOKEN_BASED = ("account_id", "consumer_key", "consumer_secret", "token_id", "token_secret")
Work = Callable[[NetSuiteERP, "World"], Awaitable[None]]


class World:
    """An account in process, on the clock of the test."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.system = NetSuite(contract(), SteppedClock(clock.now()), Randomness(1), {"purchase_orders": ORDERS})
        self.lost: list[str] = []
        self.service_seconds = 0.0
        self.refused = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Let the account answer; lose the answers to the paths in ``lost``."""
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        sent = Request(request.method, path, query, headers, await request.aread(), "https")
        response = self.system.handle(sent)
        if self.service_seconds:
            await self._clock.sleep(self.service_seconds)
        self.system.finished(sent)
        self.refused += response.status == 429
        if any(path.endswith(each) for each in self.lost):
            self.lost.clear()
            raise httpx.ReadTimeout("lost")
        return httpx.Response(response.status, headers=response.headers, content=response.body)

    def held(self) -> Request:
        """Return a request of somebody else that has been admitted and does not end."""
        request = Request("GET", "/services/rest/record/v1/term", "", {"host": HOST}, scheme="https")
        client_id = self.system.credentials["client_id"]
        issued = self.system.sessions.open("oauth2-client-credentials", client_id, ("rest_webservices",))
        request.headers = {"host": HOST, "authorization": f"Bearer {issued.access_token}"}
        assert self.system.handle(request).status == 200
        return request

    def bills(self) -> list[str]:
        """Return the external ids of all bills."""
        return [str(bill["externalId"]) for bill in self.system.store["vendorbills"]]


def signed_in(way: tuple[str, ...], work: Work) -> None:
    """Do ``work`` with an ERP that signs in with the credentials named."""

    async def main(clock: FakeClock) -> None:
        world = World(clock)
        names = {f"ERP_{name.removeprefix('rsa_').upper()}": world.system.credentials[name] for name in way}
        settings = NetSuiteSettings.from_environment({"ERP_URL": URL, **names}, "erp")
        wire = httpx.MockTransport(world.answer)
        source = tokens(settings, wire, clock=clock, random=Random(1), reporter=reporter(clock))
        policy = authentication(settings, source, clock=clock, random=Random(2))
        await work(NetSuiteERP(httpx.AsyncClient(transport=compose(wire, policy)), settings, clock), world)

    play(main)


async def bill_of(erp: NetSuiteERP, number: str, key: str, **changes: object) -> Bill:
    """Return a bill for the whole of an order."""
    order = await erp.purchase_order(number)
    assert order is not None
    fields = {
        "key": key,
        "number": f"INV {key}",
        "purchase_order_id": order.id,
        "supplier_id": order.supplier_id,
        "currency": order.currency,
        "total": order.open_total,
        "issued_on": date(2025, 10, 1),
    }
    return Bill.model_validate({**fields, **changes})


@pytest.mark.parametrize("way", [OAUTH2, RSA, TOKEN_BASED])
def test_an_order_is_found_and_billed_however_one_signs_in(way: tuple[str, ...]) -> None:
    """ES256, PS256 and signatures; the number holds quotation marks."""

    async def work(erp: NetSuiteERP, world: World) -> None:
        order = await erp.purchase_order("PO-'7'")
        assert order is not None
        assert (order.supplier_name, order.currency) == ("Acmé & Söhne", "EUR")
        assert (order.total, order.open_total) == (Decimal("1234.5"), Decimal("1234.5"))
        assert order.ordered_on == datetime.fromtimestamp(world.system.clock.now(), UTC).date()
        posted = await erp.post(await bill_of(erp, "PO-'7'", "k-1", memo="März"))
        bill = world.system.store["vendorbills"].get(posted.id)
        assert bill is not None
        assert (bill["total"], bill["tranId"], bill["memo"]) == (1234.5, "INV k-1", "März")
        settled = await erp.purchase_order("PO-'7'")
        assert settled is not None
        assert settled.open_total == 0

    signed_in(way, work)


def test_a_bill_whose_answer_was_lost_is_found() -> None:
    """In doubt, and also when nobody remembers the doubt."""

    async def work(erp: NetSuiteERP, world: World) -> None:
        bill = await bill_of(erp, "PO-1", "k-1")
        world.lost.append("/!transform/vendorBill")
        with pytest.raises(OutcomeUnknown):
            await erp.post(bill)
        found = await erp.find_bill(bill)
        assert found is not None
        assert found.existed
        assert await erp.post(bill) == found
        assert len(world.bills()) == 1

    signed_in(OAUTH2, work)


def test_an_order_is_billed_in_parts() -> None:
    """What is left is billed by the next bill; then nothing more is admitted."""

    async def work(erp: NetSuiteERP, world: World) -> None:
        await erp.post(await bill_of(erp, "PO-2", "k-1", total=Decimal("4.00")))
        left = await bill_of(erp, "PO-2", "k-2")
        assert left.total == Decimal("6.00")
        await erp.post(left)
        with pytest.raises(Rejected, match="nothing is left"):
            await erp.post(left.model_copy(update={"key": "k-3"}))
        assert len(world.bills()) == 2

    signed_in(TOKEN_BASED, work)


USE = UseCase(
    TimeoutSettings(connect_seconds=5.0, read_seconds=10.0, write_seconds=10.0, pool_seconds=5.0, attempt_seconds=15.0),
    RetrySettings(attempts_max=3, delay_seconds=0.5, delay_seconds_max=8.0, retry_after_seconds_max=20.0),
)
BREAKER = BreakerSettings(
    failures_in_row=5, failure_rate=0.5, samples_min=20, window_seconds=60.0, cool_down_seconds=30.0
)


def connected(world: World, clock: FakeClock, sink: ListSink) -> tuple[Stack, NetSuiteERP]:
    """Return the ERP behind all policies, as a pipeline connects it."""
    names = {f"ERP_{name.upper()}": world.system.credentials[name] for name in TOKEN_BASED}
    settings = NetSuiteSettings.from_environment({"ERP_URL": URL, **names}, "erp")
    slots, budget = BulkheadSettings(4, 8, 30.0), RetryBudgetSettings(ratio=0.2, reserve=10.0)
    stack = Stack(
        StackSettings("netsuite", BREAKER, LIMITER, slots, budget),
        httpx.MockTransport(world.answer),
        clock=clock,
        random=Random(3),
        sink=sink,
        dialect=DIALECT,
        authentication=authentication(settings, None, clock=clock, random=Random(4)),
    )
    return stack, NetSuiteERP(httpx.AsyncClient(transport=stack.transport_for(USE)), settings, clock)


def test_a_full_account_is_waited_for() -> None:
    """Another program holds most places; through the policies, every look-up and every bill succeeds in the end."""

    async def main(clock: FakeClock) -> None:
        world, sink = World(clock), ListSink()
        stack, erp = connected(world, clock, sink)
        bills = [await bill_of(erp, f"PO-{number}", f"k-{number}") for number in range(4)]
        world.service_seconds = 0.4
        others = [world.held() for _ in range(3)]
        posting = asyncio.gather(*(erp.post(bill) for bill in bills))
        await clock.sleep(1.0)
        for other in others:
            world.system.finished(other)
        posted = await posting
        assert len({each.id for each in posted}) == len(world.bills()) == 4
        assert world.refused > 0
        assert any(event.kind is AuditKind.THROTTLE for event in sink.events)
        await stack.aclose()

    play(main)


def test_the_policies_may_send_a_bill_again() -> None:
    """An answer that was lost is asked for once more, under the same key; there is one bill."""

    async def main(clock: FakeClock) -> None:
        world = World(clock)
        stack, erp = connected(world, clock, ListSink())
        bill = await bill_of(erp, "PO-3", "k-1")
        world.lost.append("/!transform/vendorBill")
        posted = await erp.post(bill)
        assert posted.existed
        assert world.bills() == [external_id("k-1")]
        await stack.aclose()

    play(main)


def test_twenty_bills_at_once_are_twenty_bills() -> None:
    """Each posted twice at the same time."""

    async def work(erp: NetSuiteERP, world: World) -> None:
        bills = [await bill_of(erp, f"PO-{number}", f"k-{number}") for number in range(20)]
        posted: list[PostedBill] = await asyncio.gather(*(erp.post(bill) for bill in [*bills, *bills]))
        assert len(set(world.bills())) == len(world.bills()) == 20
        assert len({each.id for each in posted}) == 20

    signed_in(TOKEN_BASED, work)
