"""What is done with a receipt at each stage: read it, post it, or tell a person."""

from __future__ import annotations

from decimal import Decimal

from ...audit import AuditKind
from ...brokers.consumer import Work
from ...canonical import Message
from ...canonical.purchase import Bill, PostedBill
from ...errors import BreakerOpen, ClientError, DataError, QualityError, QuotaExceeded, SystemUnavailable
from ...masking import mask
from ...ports import ERP, Chat
from ...trail import Trail
from .hold import Gate, OutOfTurn
from .latency import Latencies
from .ledger import Entry, Ledger
from .reading import Reader
from .records import Doubt, Invoice, Receipt
from .relay import Relay
from .states import INVOICES, OPEN, RECEIPTS, REVIEWS
from .validation import Case, bill, objection

NOT_POSTED = (BreakerOpen, QuotaExceeded, SystemUnavailable)
"""These errors leave no doubt: the bill was not posted, and the next delivery need not look for it."""
SETTLED = "settled"
"""What is remembered of work that somebody else has finished meanwhile."""


class Way:
    """Sends receipts on to their next stage, exactly once.

    Args:
        ledger: where they stand.
        relay: takes them there.
    """

    def __init__(self, ledger: Ledger, relay: Relay) -> None:
        self._ledger = ledger
        self._relay = relay

    async def here(self, id: str, stage: str) -> Entry | None:
        """Return the receipt when it is at this stage and not settled; one that went on is seen off again."""
        entry = await self._ledger.find(id)
        if entry is None or entry.state not in OPEN:
            return None
        if entry.stage != stage:
            await self._relay.forward(entry.id, entry.sender, entry.stage, entry.content)
            return None
        return entry

    async def on(self, entry: Entry, stage: str, content: str) -> None:
        """Write down the next stage, then go there: a crash in between loses nothing."""
        await self._ledger.move(entry.id, "advanced", stage=stage, content=content)
        await self._relay.forward(entry.id, entry.sender, stage, content)

    async def to_a_person(self, entry: Entry, reason: str) -> str:
        """Have a person told why the receipt was not posted; return what is to be remembered."""
        doubt = Doubt(receipt_id=entry.id, reason=reason[:500])
        await self.on(entry, REVIEWS, doubt.model_dump_json())
        return REVIEWS


class Reading:
    """Reads a receipt and sends it on, to be posted or to be told.

    Args:
        reader: reads.
        way: sends it on.
    """

    def __init__(self, reader: Reader, way: Way) -> None:
        self._reader = reader
        self._way = way

    async def __call__(self, work: Work) -> str:
        """Read one receipt."""
        entry = await self._way.here(work.message.id, RECEIPTS)
        if entry is None:
            return SETTLED
        read = await self._reader.read(Receipt.model_validate_json(entry.receipt))
        if isinstance(read, Doubt):
            return await self._way.to_a_person(entry, read.reason)
        await self._way.on(entry, INVOICES, read.model_dump_json())
        return INVOICES


class Posting:
    """Checks an invoice against its order and posts it, once and in its sender's order.

    Args:
        erp: where the orders are and the bills go.
        ledger: where the bill is written down before it is posted.
        gate: passed before the ERP is called.
        way: sends on what cannot be posted.
        tolerance: by which share an invoice may differ from its order.
        latencies, trail: told of what is done.
    """

    def __init__(
        self, erp: ERP, ledger: Ledger, gate: Gate, way: Way, *, tolerance: Decimal, latencies: Latencies, trail: Trail
    ) -> None:
        self._erp = erp
        self._ledger = ledger
        self._gate = gate
        self._way = way
        self._tolerance = tolerance
        self._latencies = latencies
        self._trail = trail

    async def __call__(self, work: Work) -> str:
        """Post one invoice.

        Raises:
            Held: the ERP is away, or it is not this receipt's turn.
            TransientError: to be tried again.
        """
        entry = await self._way.here(work.message.id, INVOICES)
        if entry is None:
            return SETTLED
        if await self._ledger.earlier_open(entry):
            message = "an earlier receipt of the same sender is not posted yet"
            raise OutOfTurn(message, system=self._gate.system("erp"))
        await self._gate.enter(entry.id, "erp")
        try:
            posted = await self._post(entry)
        except QualityError as error:
            return await self._way.to_a_person(entry, error.message)
        except (ClientError, DataError) as error:
            return await self._way.to_a_person(entry, f"{type(error).__name__}: {mask(error.message)}")
        await self._ledger.move(entry.id, "posted", bill_id=posted.id)
        self._latencies.settled(entry.accepted_at)
        self._trail.note(AuditKind.ROUTED, entry.id, what="bill", bill_id=posted.id, existed=posted.existed)
        return f"bill {posted.id}"

    async def _post(self, entry: Entry) -> PostedBill:
        if entry.bill is not None:  # an earlier attempt may have posted it: it is looked for before anything else
            ready = Bill.model_validate_json(entry.bill)
            earlier = await self._erp.find_bill(ready)
            if earlier is not None:
                return earlier
        else:
            ready = await self._checked(entry)
            await self._ledger.begin_posting(entry.id, ready.model_dump_json())
        try:
            return await self._erp.post(ready)
        except NOT_POSTED:
            await self._ledger.withdraw_posting(entry.id)
            raise

    async def _checked(self, entry: Entry) -> Bill:
        """Return the bill, ready to be posted.

        Raises:
            QualityError: it does not fit the order, or there is no order.
        """
        invoice = Invoice.model_validate_json(entry.content)
        order = await self._erp.purchase_order(invoice.purchase_order)
        if order is None:
            raise QualityError("no order: the ERP does not know the purchase order", gate="order")
        text = Receipt.model_validate_json(entry.receipt).text
        reason = objection(Case(invoice, order, text, self._tolerance))
        if reason is not None:
            raise QualityError(reason, gate="order")
        return bill(invoice, order)


class Telling:
    """Tells people in the chat which receipts they have to look at, and why.

    Args:
        chat: where they are told.
        channel: its channel.
        ledger, gate, way: see ``Posting``.
        latencies, trail: told of what is done.
    """

    def __init__(
        self, chat: Chat, channel: str, ledger: Ledger, gate: Gate, way: Way, *, latencies: Latencies, trail: Trail
    ) -> None:
        self._chat = chat
        self._channel = channel
        self._ledger = ledger
        self._gate = gate
        self._way = way
        self._latencies = latencies
        self._trail = trail

    async def __call__(self, work: Work) -> str:
        """Tell of one receipt."""
        entry = await self._way.here(work.message.id, REVIEWS)
        if entry is None:
            return SETTLED
        await self._gate.enter(entry.id, "chat")
        doubt = Doubt.model_validate_json(entry.content)
        posted = await self._chat.post(told(doubt, self._channel), in_doubt=work.in_doubt)
        await self._ledger.move(entry.id, "reviewed", reason=doubt.reason)
        self._latencies.settled(entry.accepted_at)
        self._trail.note(AuditKind.REVIEWED, entry.id, reason=doubt.reason, message_id=posted.id)
        self._trail.note(AuditKind.REJECTED, entry.id, reason=f"a person has it: {doubt.reason}")
        return f"message {posted.id}"


def told(doubt: Doubt, channel: str) -> Message:
    """Return the message about a receipt: its id and our own words, nothing that the receipt says."""
    return Message(
        key=f"review:{doubt.receipt_id}",
        channel=channel,
        text=f"Receipt {doubt.receipt_id} was not posted and needs a person: {doubt.reason}",
        fields=(("receipt_id", doubt.receipt_id), ("reason", doubt.reason)),
    )
