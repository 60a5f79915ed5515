"""What is done with a receipt at each stage."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from adapters.errors import Conflict, ContractError, OutcomeUnknown, QuotaExceeded, Rejected, SystemUnavailable
from adapters.patterns.supplier_invoices.hold import Gate, OutOfTurn
from adapters.patterns.supplier_invoices.latency import Latencies
from adapters.patterns.supplier_invoices.reading import Reader
from adapters.patterns.supplier_invoices.records import Doubt
from adapters.patterns.supplier_invoices.stages import SETTLED, Posting, Reading, Telling, Way, told
from adapters.patterns.supplier_invoices.states import INVOICES, RECEIPTS, REVIEWS, State
from tests.adapters.fake_clock import FakeClock, virtual

from .plant import SYSTEMS, Bench, FakeAI, FakeChat, FakeERP, OpenGate, bench, order, receipt
from .test_reading import LIMITS


def reading(at: Bench) -> Reading:
    """The first stage, without an AI."""
    reader = Reader(FakeAI(), LIMITS, gate=OpenGate(), clock=at.clock, trail=at.trail)
    return Reading(reader, Way(at.ledger, at.relay))


def posting(at: Bench, erp: FakeERP) -> Posting:
    """The second stage."""
    gate, way = Gate(at.ledger, SYSTEMS), Way(at.ledger, at.relay)
    latencies = Latencies(at.clock)
    return Posting(erp, at.ledger, gate, way, tolerance=Decimal("0.01"), latencies=latencies, trail=at.trail)


@virtual
async def test_a_receipt_that_was_read_goes_on_to_be_posted(clock: FakeClock) -> None:
    """A second delivery of it sees that it went on, and reads nothing."""
    async with bench(clock) as at:
        await at.accepted(receipt())
        work = await at.work()
        assert await reading(at)(work) == INVOICES
        assert (await at.entry("abbey/1")).stage == INVOICES
        assert await reading(at)(work) == SETTLED
        assert (await at.broker.depth(INVOICES)).ready == 1


@virtual
async def test_a_receipt_that_cannot_be_read_goes_to_a_person(clock: FakeClock) -> None:
    """And never to the ERP."""
    async with bench(clock) as at:
        await at.accepted(receipt(text="smudged"))
        assert await reading(at)(await at.work()) == REVIEWS
        assert (await at.broker.depth(INVOICES)).ready == 0
        assert (await at.broker.depth(REVIEWS)).ready == 1


async def read(at: Bench, *numbers: int) -> None:
    """Bring receipts to the second stage."""
    for number in numbers:
        await at.accepted(receipt(number))
    for _ in numbers:
        async with at.broker.subscribe(RECEIPTS, prefetch=1) as subscription:
            delivery = await anext(subscription)
            entry = await at.entry(delivery.message.id)
            way = Way(at.ledger, at.relay)
            await way.on(entry, INVOICES, INVOICE.replace("abbey/1", entry.id))
            await delivery.ack()


INVOICE = (
    '{"receipt_id":"abbey/1","purchase_order":"PO-4711","number":"AB-77","total":"120.00","issued_on":"2025-10-02"}'
)


@virtual
async def test_an_invoice_that_fits_is_posted(clock: FakeClock) -> None:
    """Under the receipt's key; a second delivery posts nothing."""
    async with bench(clock) as at:
        await read(at, 1)
        erp = FakeERP()
        work = await at.work(INVOICES)
        assert await posting(at, erp)(work) == "bill B1"
        assert [(bill.key, bill.total) for bill in erp.posted] == [("abbey/1", Decimal("120.00"))]
        assert await posting(at, erp)(work) == SETTLED
        assert len(erp.posted) == 1
        assert (await at.entry("abbey/1")).state is State.POSTED


@virtual
async def test_an_attempt_whose_end_is_unknown_is_looked_for(clock: FakeClock) -> None:
    """The bill in the ledger is looked for as it was sent, and found."""
    async with bench(clock) as at:
        await read(at, 1)
        erp = FakeERP(failures=[OutcomeUnknown("lost", system="netsuite")])
        work = await at.work(INVOICES)
        with pytest.raises(OutcomeUnknown):
            await posting(at, erp)(work)
        erp.known = order(open_total=Decimal(0))  # it was posted after all
        assert await posting(at, erp)(work) == "bill B1"
        assert erp.looked_for == erp.posted
        assert len(erp.posted) == 1


@virtual
async def test_an_attempt_that_certainly_failed_leaves_no_doubt(clock: FakeClock) -> None:
    """The next delivery checks the order again and posts."""
    async with bench(clock) as at:
        await read(at, 1)
        erp = FakeERP(failures=[SystemUnavailable("refused", system="netsuite")])
        work = await at.work(INVOICES)
        with pytest.raises(SystemUnavailable):
            await posting(at, erp)(work)
        await posting(at, erp)(work)
        assert (len(erp.posted), erp.looked_for) == (2, [])


@virtual
async def test_a_doubt_is_looked_into_once(clock: FakeClock) -> None:
    """The bill is not there, and the attempt that follows certainly fails: there is nothing to look for any more."""
    async with bench(clock) as at:
        await read(at, 1)
        quota = QuotaExceeded("too many", system="netsuite")
        erp = FakeERP(failures=[OutcomeUnknown("lost", system="netsuite"), quota])
        work = await at.work(INVOICES)
        with pytest.raises(OutcomeUnknown):
            await posting(at, erp)(work)
        erp.there.clear()  # it was not posted after all
        with pytest.raises(QuotaExceeded):
            await posting(at, erp)(work)
        assert await posting(at, erp)(work) == "bill B1"
        assert (len(erp.posted), len(erp.looked_for)) == (3, 1)


def _unknown_order(erp: FakeERP) -> None:
    erp.known = None


def _billed(erp: FakeERP) -> None:
    erp.known = order(open_total=Decimal(0))


def _refusing(error: Exception) -> Callable[[FakeERP], None]:
    return lambda erp: erp.failures.append(error)


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (_unknown_order, "no order:"),
        (_billed, "billed already:"),
        (_refusing(Rejected("closed period", system="netsuite")), "Rejected: closed period"),
        (_refusing(Conflict("it holds a different one", system="netsuite")), "Conflict: it holds a different one"),
        (
            _refusing(ContractError("is no date", system="netsuite", version="v1", operation="get")),
            "ContractError: netsuite v1, get: is no date",
        ),
    ],
)
def test_what_cannot_be_posted_goes_to_a_person(arrange: Callable[[FakeERP], None], reason: str) -> None:
    """With the reason."""

    async def scenario(clock: FakeClock) -> None:
        async with bench(clock) as at:
            await read(at, 1)
            erp = FakeERP()
            arrange(erp)
            assert await posting(at, erp)(await at.work(INVOICES)) == REVIEWS
            doubt = Doubt.model_validate_json((await at.entry("abbey/1")).content)
            assert doubt.reason.startswith(reason)

    virtual(scenario)()


@virtual
async def test_nobody_is_posted_before_an_earlier_one_of_the_sender(clock: FakeClock) -> None:
    """The later one waits for the ERP like the earlier one."""
    async with bench(clock) as at:
        await read(at, 1, 2)
        await at.bury(INVOICES, "away")
        await at.ledger.move("abbey/1", "parked", system="netsuite", reason="away")
        erp = FakeERP()
        with pytest.raises(OutOfTurn) as error:
            await posting(at, erp)(await at.work(INVOICES))
        assert error.value.system == "netsuite"
        assert erp.posted == []


@virtual
async def test_people_are_told_in_our_own_words(clock: FakeClock) -> None:
    """Once, and the trail says that the receipt ended with a person."""
    async with bench(clock) as at:
        await at.accepted(receipt(text="smudged"))
        await reading(at)(await at.work())
        chat = FakeChat()
        gate, way = Gate(at.ledger, SYSTEMS), Way(at.ledger, at.relay)
        telling = Telling(chat, "ap", at.ledger, gate, way, latencies=Latencies(clock), trail=at.trail)
        work = await at.work(REVIEWS)
        assert await telling(work) == "message M1"
        assert await telling(work) == SETTLED
        assert [(each.key, each.channel) for each in chat.posted] == [("review:abbey/1", "ap")]
        assert "smudged" not in chat.posted[0].text
        assert at.sink.kinds("abbey/1") == ["reviewed", "rejected"]
        assert (await at.entry("abbey/1")).state is State.REVIEWED


def test_a_message_names_receipt_and_reason() -> None:
    """For people and for machines."""
    message = told(Doubt(receipt_id="a/1", reason="no order"), "ap")
    assert dict(message.fields) == {"receipt_id": "a/1", "reason": "no order"}
    assert "a/1" in message.text
