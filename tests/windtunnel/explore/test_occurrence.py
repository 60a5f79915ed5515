"""Striking the n-th request of an operation, and the n-th delivery."""

from __future__ import annotations

from random import Random

from windtunnel.explore.occurrence import Cell, DeliveryAt, Occurrences, Phase
from windtunnel.explore.schedule import WEBHOOK, Strike
from windtunnel.fault import DeliveryFault, ExchangeFault
from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import PASS, Drop, Exchange, Loss
from windtunnel.world.http import Request, Response

from .exploring import strike


def fault(struck: Strike) -> ExchangeFault:
    """The fault of a strike, at work."""
    built = struck.description().build(Random(1), 0.0)
    assert isinstance(built, ExchangeFault)
    return built


def exchange(operation: str = "CreateParcel", key: str | None = "a") -> Exchange:
    """A request on its way to the carrier."""
    return Exchange("erp", operation, {}, Request("POST", "/parcels"), 0.0, key=key)


def test_only_the_named_request_is_struck() -> None:
    """The second one of its operation, whatever came of other operations in between."""
    noted: list[Cell] = []
    refused = fault(strike(1, kind="refuse"))
    counter = Occurrences({("CreateParcel", 1): refused}, noted.append)
    decisions = [counter.before(exchange(name)) for name in ("CreateParcel", "Other", "CreateParcel", "CreateParcel")]
    assert decisions == [PASS, PASS, Drop(Loss.REFUSE), PASS]
    assert refused.injected == 1
    assert counter.counts == {"CreateParcel": 3, "Other": 1}
    assert noted == [("refuse", "erp", "CreateParcel", Phase.AGAIN)]


def test_an_answer_is_struck_after_its_own_request() -> None:
    """A lost answer waits for the system to have acted."""
    noted: list[Cell] = []
    counter = Occurrences({("CreateParcel", 0): fault(strike(0, kind="lose-answer"))}, noted.append)
    first, second = exchange(), exchange()
    assert counter.before(first) == PASS
    assert counter.after(first, Response(201)) == Drop(Loss.RESET)
    assert counter.before(second) == PASS
    assert counter.after(second, Response(201)) == PASS
    assert (first.faults, second.faults) == (["lose-answer"], [])
    assert noted == [("lose-answer", "erp", "CreateParcel", Phase.FIRST)]


def test_an_answer_that_cannot_be_spoiled_is_left_alone() -> None:
    """Nothing is counted as a strike that changed nothing."""
    lost = fault(strike(0, kind="lose-answer"))
    counter = Occurrences({("CreateParcel", 0): lost}, lambda _: None)
    counter.before(exchange())
    assert counter.after(exchange(), Response(500)) == PASS
    assert lost.injected == 0


def test_requests_without_an_event_are_a_phase_of_their_own() -> None:
    """Fetching a token is neither first nor again."""
    noted: list[Cell] = []
    counter = Occurrences({("Token", 1): fault(strike(1, operation="Token", kind="refuse"))}, noted.append)
    for _ in range(2):
        counter.before(exchange("Token", None))
    assert noted == [("refuse", "erp", "Token", Phase.KEYLESS)]


def test_only_the_named_delivery_is_doubled() -> None:
    """The second of the role."""
    described = strike(1, "tracker", WEBHOOK, kind="duplicate-delivery").description()
    inner = described.build(Random(1), 0.0)
    assert isinstance(inner, DeliveryFault)
    noted: list[Cell] = []
    doubled = DeliveryAt(inner, 1, noted.append)
    parcel = Parcel("https://receiver.test/", (), b"{}", 5.0, "event")
    assert [len(doubled.dispatch(parcel, 0.0)) for _ in range(3)] == [1, 2, 1]
    assert doubled.injected == 1
    assert noted == [("duplicate-delivery", "tracker", WEBHOOK, Phase.FIRST)]
