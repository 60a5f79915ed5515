"""What NetSuite holds, as the pipeline sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from adapters.errors import ContractError
from adapters.systems.netsuite.normaliser import differences, open_amount, open_total, posted, purchase_order
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


def test_the_pipeline_learns_id_and_key() -> None:
    """Under its own key, not the vendor's."""
    bill = posted(RECORD, BILL, existed=True)
    assert (bill.id, bill.key, bill.existed) == ("5000", BILL.key, True)
