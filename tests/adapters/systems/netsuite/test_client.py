"""The ERP played by NetSuite: what is found, and what is not believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from adapters.canonical.purchase import PurchaseOrder
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ContractError,
    IntegrationError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.systems.netsuite.client import NetSuiteERP
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import (
    Fault,
    cut,
    drop_at,
    html,
    lose_answer,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .player import NUMBER, SETTINGS, FakeNetSuite, error, line, order


def find(vendor: FakeNetSuite, number: str = NUMBER) -> PurchaseOrder | None:
    """Look an order up."""

    async def main(clock: FakeClock) -> PurchaseOrder | None:
        return await NetSuiteERP(vendor.client(), SETTINGS, clock).purchase_order(number)

    return play(main)


def test_an_order_is_found_by_its_number() -> None:
    """Nothing of NetSuite's shape is left, and amounts are exact."""
    vendor = FakeNetSuite()
    assert find(vendor) == PurchaseOrder(
        id="1000",
        number=NUMBER,
        supplier_id="100",
        supplier_name="Acmé GmbH",
        currency="EUR",
        total=Decimal("1234.5"),
        open_total=Decimal("1234.5"),
        ordered_on=date(2025, 9, 30),
    )
    assert vendor.operations() == ["runSuiteQL", "getPurchaseOrder", "runSuiteQL"]


def test_an_unknown_number_is_no_order() -> None:
    """No rows is an answer, not an error."""
    assert find(FakeNetSuite(), "PO-8") is None


@pytest.mark.parametrize("number", ["PO'7", "x' OR '1'='1", "''", "PO-\\'", "Größe 7", "a\nb"])
def test_quotes_are_part_of_the_number(number: str) -> None:
    """The classic attacks find nobody but an order of that name."""
    assert find(FakeNetSuite(), number) is None
    found = find(FakeNetSuite(order(tranId=number)), number)
    assert found is not None
    assert found.number == number


def test_what_is_billed_or_closed_is_not_open() -> None:
    """In part by quantity; the total stays."""
    lines = (line(1, 4, 100, quantityBilled=1.0), line(2, 1, 50, isClosed=True), line(3, 3, 10, quantityBilled=5.0))
    found = find(FakeNetSuite(order(*lines)))
    assert found is not None
    assert (found.total, found.open_total) == (Decimal("160.0"), Decimal("75.00"))


def test_an_untouched_order_is_open_with_its_tax() -> None:
    """Suppliers charge it."""
    found = find(FakeNetSuite(order(line(1, 1, 100), taxTotal=19.0, total=119.0)))
    assert found is not None
    assert (found.total, found.open_total) == (Decimal("119.0"), Decimal("119.0"))


def test_two_orders_with_one_number_are_told() -> None:
    """Nobody can know which one is meant."""
    with pytest.raises(ContractError, match="more than one"):
        find(FakeNetSuite(order(), order(id="1001")))


def test_currencies_are_remembered() -> None:
    """One more order, one more query: for the order."""
    vendor = FakeNetSuite()

    async def main(clock: FakeClock) -> None:
        erp = NetSuiteERP(vendor.client(), SETTINGS, clock)
        await erp.purchase_order(NUMBER)
        await erp.purchase_order(NUMBER)

    play(main)
    assert vendor.operations().count("runSuiteQL") == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("id"), "id"),
        (set_at("id", 1000), "id"),
        (set_at("id", "1001"), "id"),
        (drop_at("tranId"), "tranId"),
        (set_at("tranId", "PO-8"), "tranId"),
        (drop_at("tranDate"), "tranDate"),
        (set_at("tranDate", "9/30/2025"), "tranDate"),
        (set_at("tranDate", "30.09.2025"), "tranDate"),
        (set_at("tranDate", "2025-13-30"), "tranDate"),
        (set_at("tranDate", "2025-12-30"), "tranDate"),
        (set_at("tranDate", 1759190400), "tranDate"),
        (drop_at("entity"), "entity"),
        (set_at("entity", "100"), "entity"),
        (set_at("entity.id", "V-1"), "entity.id"),
        (drop_at("entity.refName"), "entity.refName"),
        (drop_at("currency"), "currency"),
        (set_at("currency.id", "9"), "currency.id"),
        (drop_at("total"), "total"),
        (set_at("total", "1234.50"), "total"),
        (set_at("total", 123450), "total"),
        (set_at("total", True), "total"),
        (drop_at("subtotal"), "subtotal"),
        (set_at("subtotal", 1.0), "subtotal"),
        (drop_at("item"), "item"),
        (set_at("item", {"links": []}), "item.count"),
        (set_at("item.count", 2), "item.items"),
        (set_at("item.hasMore", True), "item.items"),
        (drop_at("item.items.0.quantityBilled"), "item.items.0.quantityBilled"),
        (set_at("item.items.0.quantityBilled", -1), "item.items.0.quantityBilled"),
        (drop_at("item.items.0.isClosed"), "item.items.0.isClosed"),
        (set_at("item.items.0.isClosed", "F"), "item.items.0.isClosed"),
        (set_at("item.items.0.quantity", "1"), "item.items.0.quantity"),
        (set_at("item.items.0.amount", 12.34), "subtotal"),
        (set_at("item.items.0.line", "1"), "item.items.0.line"),
    ],
)
def test_drift_of_the_order_is_a_typed_error(change: Callable[[Any], None], field: str) -> None:
    """System, version, operation and field are told, and no value of the payload."""
    vendor = FakeNetSuite()
    vendor.disturb("getPurchaseOrder", spoil(change))
    with pytest.raises(ContractError) as caught:
        find(vendor)
    raised = caught.value
    assert (raised.system, raised.version, raised.field) == ("netsuite", "v1", field)
    assert "Acmé" not in str(raised)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("count"), "count"),
        (set_at("count", 2), "count"),
        (set_at("hasMore", True), "count"),
        (set_at("items", {}), "items"),
        (drop_at("items.0.id"), "items.0.id"),
        (set_at("items.0.id", 1000), "items.0.id"),
        (drop_at("items.0.tranid"), "items.0.tranid"),
        (set_at("items.0.tranid", "PO-8"), "items.0.tranid"),
    ],
)
def test_drift_of_a_query_is_a_typed_error(change: Callable[[Any], None], field: str) -> None:
    """A column that is missing is not taken for one that is null."""
    vendor = FakeNetSuite()
    vendor.disturb("runSuiteQL", spoil(change))
    with pytest.raises(ContractError) as caught:
        find(vendor)
    assert (caught.value.operation, caught.value.field) == ("runSuiteQL", field)


@pytest.mark.parametrize("change", [drop_at("items.1.symbol"), set_at("items.1.symbol", "Euro"), set_at("count", 9)])
def test_a_currency_is_known_by_its_symbol(change: Callable[[Any], None]) -> None:
    """A name is none."""
    vendor = FakeNetSuite()
    vendor.disturb("runSuiteQL", lambda act: act(), spoil(change))
    with pytest.raises(ContractError):
        find(vendor)


def test_additional_fields_change_nothing() -> None:
    """A field that nobody asked for is no reason for alarm."""
    vendor = FakeNetSuite()
    vendor.disturb("getPurchaseOrder", spoil(set_at("custbody_colour", "red")))
    assert find(vendor) == find(FakeNetSuite())


@pytest.mark.parametrize("fault", [html, cut, say(200, [])])
def test_a_body_that_is_no_record_is_a_contract_error(fault: Fault) -> None:
    """HTML with status 200, half an answer, and other JSON."""
    vendor = FakeNetSuite()
    vendor.disturb("getPurchaseOrder", fault)
    with pytest.raises(ContractError):
        find(vendor)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (say(401, error("INVALID_LOGIN")), AuthenticationFailed),
        (say(403, error("INSUFFICIENT_PERMISSION")), ConfigurationError),
        (say(429, error("CONCURRENCY_LIMIT_EXCEEDED")), QuotaExceeded),
        (say(400, error("CONCURRENCY_LIMIT_EXCEEDED")), QuotaExceeded),
        (say(400, error("INVALID_PARAMETER")), ConfigurationError),
        (say(400, error("INVALID_HEADER")), ContractError),
        (say(400, error("USER_ERROR")), Rejected),
        (say(400, error("SOMETHING_NEW")), Rejected),
        (say(500, error("UNEXPECTED_ERROR")), SystemUnavailable),
        (say(503, text="down"), SystemUnavailable),
        (refuse_connection, SystemUnavailable),
        (lose_answer, SystemUnavailable),
    ],
)
def test_every_refusal_has_its_error(fault: Fault, kind: type[IntegrationError]) -> None:
    """The vendor's code decides before the status."""
    vendor = FakeNetSuite()
    vendor.disturb("runSuiteQL", fault)
    with pytest.raises(IntegrationError) as caught:
        find(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "netsuite"
