"""What is found out about an order."""

from __future__ import annotations

import pytest

from adapters.errors import ContractError, NotFound, SystemUnavailable
from adapters.patterns.order_routing.records import Findings, Order
from tests.adapters.fake_clock import FakeClock, run
from tests.adapters.patterns.supplier_invoices.plant import FakeAI

from .plant import FRAGILE, FakeCRM, FakeERP, Table, an_order, customer, supply

BROKEN = ContractError("is missing", system="s", version="v1", operation="o", field="f")


def find_out(order: Order, crm: FakeCRM, erp: FakeERP, ai: FakeAI) -> tuple[Findings, list[str]]:
    """Ask these systems; return what was found, and what the trail says."""
    sinks = []

    async def scenario(clock: FakeClock) -> Findings:
        table = Table(clock, crm, erp, ai)
        sinks.append(table.sink)
        return await table.enrichment.find_out(order)

    return run(scenario), sinks[0].kinds(order.id)


def test_everything_is_found() -> None:
    """Who the customer is, where the goods are, what the notes mean."""
    found, noted = find_out(an_order(), FakeCRM(customer("Gold")), FakeERP(supply(5)), FakeAI([FRAGILE]))
    assert found == Findings(tier="Gold", awaited=True, handling="fragile")
    assert noted == []


def test_nothing_to_find_is_no_gap() -> None:
    """A customer nobody knows, goods in stock, and no notes."""
    ai = FakeAI()
    found, _ = find_out(an_order(notes=" ", supply=None), FakeCRM(), FakeERP(), ai)
    assert found == Findings(handling="ordinary")
    assert ai.asked == []


def test_what_cannot_be_understood_is_named() -> None:
    """The order goes on without it, and the trail says why."""
    found, noted = find_out(an_order(), FakeCRM(BROKEN), FakeERP(NotFound("gone")), FakeAI([BROKEN]))
    assert found == Findings(missing=("customer", "supply", "handling"))
    assert noted == ["degraded"] * 3


def test_somebody_else_s_customer_is_not_believed() -> None:
    """Neither is an AI that is unsure."""
    unsure = {**FRAGILE, "confidence": 0.2}
    found, _ = find_out(an_order(), FakeCRM(customer("Gold", "b@shop.example")), FakeERP(), FakeAI([unsure]))
    assert found == Findings(missing=("customer", "handling"))


def test_a_system_that_is_away_is_waited_for() -> None:
    """The queue tries again."""
    with pytest.raises(SystemUnavailable):
        find_out(an_order(), FakeCRM(SystemUnavailable("away")), FakeERP(), FakeAI())
