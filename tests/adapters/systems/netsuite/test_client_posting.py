"""Bills are posted once, whatever happens to the answers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from adapters.canonical.purchase import Bill, PostedBill
from adapters.errors import ClientError, Conflict, ContractError, OutcomeUnknown, QuotaExceeded, Rejected
from adapters.systems.netsuite.client import NetSuiteERP
from adapters.systems.netsuite.serialiser import external_id
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import (
    drop_at,
    lose_answer,
    lose_request,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .player import BILL, SETTINGS, FakeNetSuite, error, line, order

TRANSFORM = "transformPurchaseOrderToVendorBill"


def post(vendor: FakeNetSuite, bill: Bill = BILL, *, in_doubt: bool = False) -> PostedBill:
    """Post a bill; in doubt, look for it first."""

    async def main(clock: FakeClock) -> PostedBill:
        erp = NetSuiteERP(vendor.client(), SETTINGS, clock)
        return (in_doubt and await erp.find_bill(bill)) or await erp.post(bill)

    return play(main)


def changed(**fields: Any) -> Bill:
    """Return the bill with other fields."""
    return BILL.model_copy(update=fields)


def test_a_bill_is_posted_and_confirmed() -> None:
    """The order is turned into the bill, and the bill is read back."""
    vendor = FakeNetSuite()
    assert post(vendor) == PostedBill(id="5000", key=BILL.key)
    assert vendor.operations() == ["getPurchaseOrder", "runSuiteQL", TRANSFORM, "getVendorBill"]
    assert vendor.bodies == [
        {
            "externalId": external_id(BILL.key),
            "tranId": "INV 9",
            "tranDate": "2025-10-01",
            "item": {"items": [{"orderLine": 1, "quantity": 1.0, "amount": 1234.5}]},
            "memo": "März",
        }
    ]


def test_the_same_bill_is_posted_once() -> None:
    """The second time, the first one is found, in doubt or not."""
    vendor = FakeNetSuite()
    post(vendor)
    for in_doubt in (False, True):
        assert post(vendor, in_doubt=in_doubt) == PostedBill(id="5000", key=BILL.key, existed=True)
    assert len(vendor.bills) == 1


@pytest.mark.parametrize("fault", [lose_answer, say(500, error("UNEXPECTED_ERROR")), lose_request])
def test_a_lost_answer_leaves_the_outcome_unknown(fault: Any) -> None:
    """Whatever became of it, the next attempt in doubt ends with one bill."""
    vendor = FakeNetSuite()
    vendor.disturb(TRANSFORM, fault)
    with pytest.raises(OutcomeUnknown):
        post(vendor)
    existed = bool(vendor.bills)
    assert post(vendor, in_doubt=True) == PostedBill(id="5000", key=BILL.key, existed=existed)
    assert len(vendor.bills) == 1


def test_a_bill_that_cannot_be_confirmed_is_in_doubt() -> None:
    """It is there; the next attempt finds it."""
    vendor = FakeNetSuite()
    vendor.disturb("getVendorBill", refuse_connection)
    with pytest.raises(OutcomeUnknown, match="not confirmed"):
        post(vendor)
    assert post(vendor, in_doubt=True).existed


@pytest.mark.parametrize("code", ["IDEMPOTENCY_ERROR", "USER_ERROR"])
def test_a_refusal_can_be_the_echo_of_a_success(code: str) -> None:
    """The bill is looked for before a refusal is believed."""
    vendor = FakeNetSuite()

    def echo(act: Any) -> Any:
        act()
        return say(400, error(code))(act)

    vendor.disturb(TRANSFORM, echo)
    assert post(vendor) == PostedBill(id="5000", key=BILL.key, existed=True)


def test_a_refusal_without_a_bill_is_believed() -> None:
    """With the fields that NetSuite complained about."""
    vendor = FakeNetSuite()
    vendor.disturb(TRANSFORM, say(400, error("USER_ERROR", "Please enter value(s) for: terms", "terms")))
    with pytest.raises(Rejected) as caught:
        post(vendor)
    assert caught.value.fields == ("terms",)
    assert "Please" not in str(caught.value)


def test_too_many_requests_are_a_reason_to_wait() -> None:
    """Nothing was done."""
    vendor = FakeNetSuite()
    vendor.disturb(TRANSFORM, say(429, error("CONCURRENCY_LIMIT_EXCEEDED")))
    with pytest.raises(QuotaExceeded) as caught:
        post(vendor)
    assert (caught.value.retry_after_seconds, vendor.bills) == (None, {})


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "INV 10"), ("total", Decimal("1.00")), ("issued_on", BILL.issued_on.replace(day=2))],
)
@pytest.mark.parametrize("in_doubt", [False, True])
def test_another_bill_under_the_key_is_a_conflict(field: str, value: object, in_doubt: bool) -> None:
    """Nothing is overwritten, and the difference is told."""
    vendor = FakeNetSuite()
    post(vendor)
    with pytest.raises(Conflict, match="another bill has this key"):
        post(vendor, changed(**{field: value}), in_doubt=in_doubt)
    assert len(vendor.bills) == 1


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"supplier_id": "101"}, "entity"),
        ({"currency": "USD"}, "currency"),
        ({"total": Decimal("0.00")}, "total"),
        ({"total": Decimal("-5.00")}, "total"),
    ],
)
def test_the_order_must_admit_the_bill(fields: dict[str, Any], path: str) -> None:
    """NetSuite would take supplier and currency from the order, and post something else."""
    vendor = FakeNetSuite()
    with pytest.raises(Rejected) as caught:
        post(vendor, changed(**fields))
    assert caught.value.fields == (path,)
    assert vendor.bills == {}


def test_an_order_that_is_gone_is_a_refusal() -> None:
    """Nothing is posted."""
    with pytest.raises(ClientError):
        post(FakeNetSuite(), changed(purchase_order_id="999"))


def test_a_settled_order_admits_nothing_more() -> None:
    """A second bill for the same order is refused here."""
    vendor = FakeNetSuite(order(line(1, 1, 10, quantityBilled=1.0)))
    with pytest.raises(Rejected, match="nothing is left"):
        post(vendor, changed(total=Decimal("10.00")))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (set_at("total", 12.34), "total"),
        (set_at("tranDate", "2025-01-10"), "tranDate"),
        (set_at("externalId", "other"), "externalId"),
        (set_at("currency.id", "1"), "currency"),
        (set_at("entity.id", "7"), "entity"),
        (set_at("id", "5001"), "externalId"),
        (drop_at("externalId"), "externalId"),
    ],
)
def test_a_bill_that_is_not_what_was_sent_is_told(change: Callable[[Any], None], field: str) -> None:
    """A person must look at it."""
    vendor = FakeNetSuite()
    vendor.disturb("getVendorBill", spoil(change))
    with pytest.raises(ContractError) as caught:
        post(vendor)
    assert caught.value.field == field


@pytest.mark.parametrize("location", ["", "https://evil.example/vendorBill/", "/services/rest/record/v1/invoice/5"])
def test_an_answer_that_leads_nowhere_is_a_contract_error(location: str) -> None:
    """The id stands there and nowhere else."""
    vendor = FakeNetSuite()
    vendor.disturb(TRANSFORM, say(204, headers={"Location": location}, text=""))
    with pytest.raises(ContractError, match="does not lead to a bill"):
        post(vendor)
