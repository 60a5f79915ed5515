"""The ERP, played by NetSuite (REST record API and SuiteQL)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ...canonical.purchase import Bill, PostedBill, PurchaseOrder
from ...clock import Clock
from ...errors import Conflict, NotFound, OutcomeUnknown, Rejected, TransientError
from ...outbound.client import Http
from ...outbound.intent import Intent
from ..calls import Calls
from ..directory import Directory, Entry
from ..wire import Place, read
from . import normaliser, serialiser, suiteql
from .refusals import refuse
from .settings import NetSuiteSettings
from .wire import BillRecord, CurrencyRows, Order, OrderRows

SYSTEM = "netsuite"
VERSION = "v1"
RECORDS = "/services/rest/record/v1"
QUERY_PATH = "/services/rest/query/v1/suiteql"
TRANSIENT = {"Prefer": "transient"}
CURRENCIES_MISS_SECONDS = 60.0

QUERY = Intent("runSuiteQL", idempotent=True, read_only=True)
GET_ORDER = Intent("getPurchaseOrder", idempotent=True, read_only=True)
GET_BILL = Intent("getVendorBill", idempotent=True, read_only=True)
POST = "transformPurchaseOrderToVendorBill"


class NetSuiteERP:
    """Implements ``ERP``.

    Args:
        http: over any transport; signs in by itself.
        settings: the account.
        clock: tells dates that cannot be.
    """

    def __init__(self, http: Http, settings: NetSuiteSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._currencies = Directory(
            SYSTEM,
            "currency",
            self._load_currencies,
            clock,
            ttl_seconds=settings.currencies_ttl_seconds,
            miss_seconds=CURRENCIES_MISS_SECONDS,
        )

    async def purchase_order(self, number: str) -> PurchaseOrder | None:
        """Find an order by its number; see ``ERP``.

        Raises:
            ContractError: the answer was not understood, or more than one order has the number.
        """
        place = self._calls.place(QUERY)
        rows = read(OrderRows, await self._query(suiteql.orders_by_number(number)), place)
        if rows.has_more or rows.count != len(rows.items):
            raise place.broken("is not the number of rows", "count")
        if not rows.items:
            return None
        if len(rows.items) > 1:
            raise place.broken("more than one order has the number", "items")
        if rows.items[0].number != number:
            raise place.broken("is not the number that was asked for", "items.0.tranid")
        order = await self._order(rows.items[0].id)
        currency = await self._symbol(order.currency.id, GET_ORDER)
        return normaliser.purchase_order(order, currency, number, self._latest(), self._calls.place(GET_ORDER))

    async def find_bill(self, bill: Bill) -> PostedBill | None:
        """Look for ``bill`` by its external id; see ``ERP``."""
        found = await self._find(bill)
        return None if found is None else await self._known(found, bill)

    async def post(self, bill: Bill) -> PostedBill:
        """Post ``bill`` exactly once; see ``ERP``.

        A refusal can be the echo of an attempt that succeeded, so the bill is looked for before a refusal is believed.

        Raises:
            Conflict: NetSuite holds another bill under this key.
            ClientError: NetSuite, or the order, does not admit the bill.
            OutcomeUnknown: it was sent, and whether it is there cannot be found out now.
            ContractError: what NetSuite holds is not what was sent, or cannot be understood.
        """
        try:
            record_id = await self._transform(bill)
        except (Rejected, Conflict):
            earlier = await self.find_bill(bill)
            if earlier is None:
                raise
            return earlier
        return await self._confirmed(record_id, bill)

    async def _transform(self, bill: Bill) -> str:
        """Turn the order into the bill and return its id."""
        order = await self._order(bill.purchase_order_id)
        normaliser.check_amounts(order, self._calls.place(GET_ORDER))
        await self._check_admitted(bill, order)
        intent = Intent(POST, idempotent=True, key=serialiser.external_id(bill.key))
        url = f"{self._url('purchaseOrder')}/{order.id}/!transform/vendorBill?replace=item"
        headers = {"X-NetSuite-idempotency-key": serialiser.idempotency_key(bill.key)}
        body = serialiser.bill_body(bill, order)
        async with self._calls.stream("POST", url, intent, body, headers) as response:
            location = response.headers.get("location", "")
        return _id_in(location, self._calls.place(intent))

    async def _check_admitted(self, bill: Bill, order: Order) -> None:
        """Check what NetSuite would not: the order decides on supplier and currency, whatever the bill says."""
        currency = await self._symbol(order.currency.id, GET_ORDER)
        if order.supplier.id != bill.supplier_id:
            raise Rejected(f"{POST}: the order has another supplier", system=SYSTEM, fields=("entity",))
        if currency != bill.currency:
            raise Rejected(f"{POST}: the order has another currency", system=SYSTEM, fields=("currency",))
        if bill.total <= 0:
            raise Rejected(f"{POST}: the total is not positive", system=SYSTEM, fields=("total",))
        if not any(normaliser.open_quantity(line) for line in order.lines.items):
            raise Rejected(f"{POST}: nothing is left to bill of the order", system=SYSTEM, fields=("item",))

    async def _confirmed(self, record_id: str, bill: Bill) -> PostedBill:
        """Read back what was posted: it must be what was sent."""
        place = self._calls.place(GET_BILL)
        try:
            record = await self._bill(record_id)
            different = await self._differences(record, bill)
        except TransientError as error:
            raise OutcomeUnknown(f"{POST}: posted, but not confirmed: {error.message}", system=SYSTEM) from error
        if record.id != record_id or record.external_id != serialiser.external_id(bill.key):
            raise place.broken("is not the bill that was posted", "externalId")
        if different:
            raise place.broken("is not what was posted", different[0])
        return normaliser.posted(record, bill, existed=False)

    async def _known(self, record: BillRecord, bill: Bill) -> PostedBill:
        different = await self._differences(record, bill)
        if different:
            message = f"{POST}: another bill has this key, it differs in {', '.join(different)}"
            raise Conflict(message, system=SYSTEM)
        return normaliser.posted(record, bill, existed=True)

    async def _differences(self, record: BillRecord, bill: Bill) -> tuple[str, ...]:
        return normaliser.differences(record, await self._symbol(record.currency.id, GET_BILL), bill)

    async def _find(self, bill: Bill) -> BillRecord | None:
        wanted = serialiser.external_id(bill.key)
        try:
            record = await self._bill(f"eid:{wanted}")
        except NotFound:
            return None
        if record.external_id != wanted:
            raise self._calls.place(GET_BILL).broken("is not the external id that was asked for", "externalId")
        return record

    async def _bill(self, identifier: str) -> BillRecord:
        answer = await self._calls.get(f"{self._url('vendorBill')}/{identifier}", GET_BILL)
        return read(BillRecord, answer.body, self._calls.place(GET_BILL))

    async def _order(self, order_id: str) -> Order:
        parameters = {"expandSubResources": "true"}
        answer = await self._calls.get(f"{self._url('purchaseOrder')}/{order_id}", GET_ORDER, parameters)
        order = read(Order, answer.body, self._calls.place(GET_ORDER))
        if order.id != order_id:
            raise self._calls.place(GET_ORDER).broken("is not the id that was asked for", "id")
        return order

    async def _symbol(self, currency_id: str, intent: Intent) -> str:
        symbol = await self._currencies.name_of(currency_id)
        if symbol is None:
            raise self._calls.place(intent).broken("is a currency that the account does not list", "currency.id")
        return symbol

    async def _load_currencies(self) -> tuple[Entry, ...]:
        place = self._calls.place(QUERY)
        rows = read(CurrencyRows, await self._query(suiteql.CURRENCIES), place)
        if rows.has_more or rows.count != len(rows.items):
            raise place.broken("is not the number of rows", "count")
        return tuple(Entry(row.symbol, row.id) for row in rows.items)

    async def _query(self, question: str) -> Mapping[str, Any] | Any:
        url = self._settings.url + QUERY_PATH
        return (await self._calls.send("POST", url, QUERY, {"q": question}, headers=TRANSIENT)).body

    def _url(self, type: str) -> str:
        return f"{self._settings.url}{RECORDS}/{type}"

    def _latest(self) -> date:
        today = datetime.fromtimestamp(self._clock.now(), UTC).date()
        return today + timedelta(days=self._settings.future_days_max)


def _id_in(location: str, place: Place) -> str:
    """Return the id that ``Location`` ends with."""
    kind, _, record_id = location.rpartition("/")
    if not (kind.endswith("/vendorBill") and record_id.isascii() and record_id.isdecimal()):
        raise place.broken("does not lead to a bill", "Location")
    return record_id
