"""What NetSuite holds, as the pipeline sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from adapters.errors import ContractError
from adapters.systems.netsuite.normaliser import (
    check_amounts,
    differences,
    open_amount,
    open_total,
    posted,
    purchase_order,
)
from adapters.systems.netsuite.wire import BillRecord, Order, OrderLine
from adapters.systems.wire import Place

from .player import BILL, NUMBER, line, order

PLACE = Place("netsuite", "v1", "getPurchaseOrder")
RECORD = BillRecord.model_validate(
    {
        "id": "5000",
        "externalId": "e",
        "tranId": "INV 9",
        "tranDate": "2025-10-01",
        "entity": {"id": "100", "refName": "A"},
        "currency": {"id": "2", "refName": "Euro"},
        "total": 1234.5,
        "memo": "März",
    }
)


def test_an_order_from_the_future_is_not_believed() -> None:
    """Day and month may have been swapped."""
    record = Order.model_validate(order(tranDate="2025-10-12"))
    assert purchase_order(record, "EUR", NUMBER, date(2025, 10, 12), PLACE).ordered_on == date(2025, 10, 12)
    with pytest.raises(ContractError, match="lies in the future"):
        purchase_order(record, "EUR", NUMBER, date(2025, 10, 11), PLACE)


@pytest.mark.parametrize(
    ("quantity", "billed", "amount", "left"),
    [(3, 1, 10.0, "6.67"), (0, 0, 10.0, "0"), (1, 2, 10.0, "0.00"), (1, 0, 0.0, "0.00"), (8, 7.5, 0.08, "0.01")],
)
def test_what_is_left_of_a_line_is_told_to_the_cent(quantity: float, billed: float, amount: float, left: str) -> None:
    """Half a cent goes up."""
    fields = line(1, float(quantity), amount, quantityBilled=float(billed))
    assert open_amount(OrderLine.model_validate(fields)) == Decimal(left)


def test_a_started_order_is_open_without_its_tax() -> None:
    """Nobody knows what part of the tax has been billed."""
    record = Order.model_validate(order(line(1, 2, 100, quantityBilled=1.0), taxTotal=19.0, total=119.0))
    assert open_total(record) == Decimal("50.00")


def test_differences_are_named_as_the_vendor_names_them() -> None:
    """None when it is the same bill."""
    assert differences(RECORD, "EUR", BILL) == ()
    other = BILL.model_copy(update={"total": Decimal("1.00"), "supplier_id": "7"})
    assert differences(RECORD, "USD", other) == ("entity", "currency", "total")
    assert differences(RECORD, "EUR", BILL.model_copy(update={"memo": "April"})) == ("memo",)


def test_the_pipeline_learns_id_and_key() -> None:
    """Under its own key, not the vendor's."""
    bill = posted(RECORD, BILL, existed=True)
    assert (bill.id, bill.key, bill.existed) == ("5000", BILL.key, True)


@pytest.mark.parametrize(("quantity", "rate"), [(4.0, 25.0), (4.0, 25.0024), (4.0, None), (0.0, None)])
def test_rate_times_quantity_may_differ_by_a_cent(quantity: float, rate: float | None) -> None:
    """Rates are rounded, and may be missing."""
    check_amounts(Order.model_validate(order(line(1, quantity, 100.0, rate=rate))), PLACE)


def test_an_amount_that_is_not_rate_times_quantity_is_not_believed() -> None:
    """A quantity in another unit would bill another part of the order."""
    with pytest.raises(ContractError, match=r"item\.items\.0\.amount: is not rate times quantity"):
        check_amounts(Order.model_validate(order(line(1, 400.0, 100.0, rate=25.0))), PLACE)


def test_an_order_that_waits_with_every_line_closed_contradicts_itself() -> None:
    """The flag may have turned round."""
    closed = order(line(1, 1.0, 10.0, isClosed=True))
    with pytest.raises(ContractError, match="status"):
        check_amounts(Order.model_validate(closed), PLACE)
    check_amounts(Order.model_validate(closed | {"status": {"id": "closed", "refName": "Closed"}}), PLACE)
