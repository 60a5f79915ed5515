"""Faults at work."""

from __future__ import annotations

from windtunnel.fault import ExchangeFault
from windtunnel.world.exchange import Exchange, conduct
from windtunnel.world.http import Request, Response

from .striking import Vendor, make


def test_a_strike_marks_the_exchange() -> None:
    """The journal can tell which fault touched what."""
    fault = make({"kind": "lose-answer"})
    assert isinstance(fault, ExchangeFault)
    exchange = Exchange("crm", "Show", {}, Request("GET", "/"), 0.0)
    conduct(exchange, Vendor(), [fault])
    assert (exchange.faults, fault.injected) == (["lose-answer"], 1)


def test_an_answer_that_failed_anyway_is_not_spoiled_and_costs_no_opportunity() -> None:
    """Losing the answer to a refusal would prove nothing."""

    class Failing(Vendor):
        def handle(self, request: Request) -> Response:
            return Response(500)

    fault = make({"kind": "lose-answer", "every": 1})
    assert isinstance(fault, ExchangeFault)
    exchange = Exchange("crm", "Show", {}, Request("GET", "/"), 0.0)
    assert conduct(exchange, Failing(), [fault]).loss is None
    assert fault.injected == 0
