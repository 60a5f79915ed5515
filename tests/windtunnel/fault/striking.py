"""Puts a fault between a caller and a system that always answers."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from windtunnel.fault import DeliveryFault, ExchangeFault, Onward, StateFault, read_fault
from windtunnel.fault.strike import Fault
from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import Exchange, Outcome, conduct
from windtunnel.world.http import Request, Response, json_response


class Vendor:
    """A system that notes what faults do to it."""

    def __init__(self) -> None:
        self.handled = 0
        self.scales: list[tuple[float, str | None]] = []
        self.expired = 0

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Every request calls the same operation."""
        return "Show", {}

    def handle(self, request: Request) -> Response:
        """Answer."""
        self.handled += 1
        return json_response({"id": 7, "text": "a whole answer"})

    def finished(self, request: Request) -> None:
        """Nothing to give back."""

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Fail in its own words."""
        headers = [] if retry_after_seconds is None else [("Retry-After", str(int(retry_after_seconds)))]
        return Response(status, headers, b"vendor says no")

    def misbehave(self, way: str, request: Request, response: Response) -> Response:
        """Answer wrongly."""
        return Response(response.status, [], way.encode())

    def expire_tokens(self) -> int:
        """Expire three tokens."""
        self.expired += 1
        return 3

    def scale_quota(self, factor: float, name: str | None = None) -> None:
        """Note it."""
        self.scales.append((factor, name))


def make(description: Mapping[str, Any], vendor: Vendor | None = None, seed: int = 1) -> Fault:
    """Return a fault at work from time 0."""
    fault = read_fault({"on": "crm", **description}, place="fault").build(Random(seed), 0.0)
    fault.target = vendor or Vendor()
    return fault


def send(
    fault: Fault,
    vendor: Vendor,
    at: float = 0.0,
    operation: str = "Show",
    key: str | None = None,
    method: str = "GET",
) -> Outcome:
    """Send one request past the fault."""
    assert isinstance(fault, ExchangeFault)
    exchange = Exchange("crm", operation, {}, Request(method, "/things/7"), at, key=key)
    return conduct(exchange, vendor, [fault])


def deliver(fault: Fault, at: float = 0.0) -> list[Onward]:
    """Send one webhook past the fault."""
    assert isinstance(fault, DeliveryFault)
    headers = (("X-Signature", "abcdef"), ("X-Signature-Timestamp", "1"), ("X-Event", "e1"))
    parcel = Parcel("https://subject.test/hook", headers, b'{"id":7}', 5.0, "e1")
    return list(fault.dispatch(parcel, at))


def state(fault: Fault) -> StateFault:
    """Return the fault as one that changes state."""
    assert isinstance(fault, StateFault)
    return fault
