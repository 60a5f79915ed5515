"""Webhooks over sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from windtunnel.serve.courier import WireCourier
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import Request, Response
from windtunnel.world.http_connection import HttpConnection
from windtunnel.world.server import Server, bind

from ..world.answers import DATE


class Receiver:
    """Answers webhooks with a status, or not at all."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        self.received: list[Request] = []

    def __call__(self, request: Request, connection: HttpConnection) -> Coroutine[Any, Any, None] | None:
        """Receive one."""
        self.received.append(request)
        if self.status is None:
            return connection.hung_up()
        connection.send(Response(self.status, [("Retry-After", "3")]), DATE)
        return None


def delivered(receiver: Receiver | None, timeout_seconds: float = 5.0) -> DeliveryOutcome:
    """Deliver one parcel and return what the vendor learns."""

    async def main() -> DeliveryOutcome:
        server = Server(receiver or Receiver(None), bind())
        if receiver is not None:
            await server.start()
        courier = WireCourier()
        outcome: asyncio.Future[DeliveryOutcome] = asyncio.get_running_loop().create_future()
        headers = (("X-Signature", "abc"), ("Content-Type", "application/json"))
        courier.send(Parcel(f"{server.url}/hook", headers, b"{}", timeout_seconds, "e1"), outcome.set_result)
        try:
            return await outcome
        finally:
            await courier.close()
            await server.stop()
            server._listener.close()

    return asyncio.run(main())


def test_a_parcel_arrives_as_it_was_signed() -> None:
    """Path, body and headers."""
    receiver = Receiver(202)
    outcome = delivered(receiver)
    assert outcome.delivered
    (request,) = receiver.received
    assert (request.path, request.body, request.headers["x-signature"]) == ("/hook", b"{}", "abc")


def test_a_refusal_carries_the_receivers_headers() -> None:
    """Retry-After among them."""
    outcome = delivered(Receiver(503))
    assert (outcome.status, outcome.header("retry-after")) == (503, "3")


@pytest.mark.parametrize(("receiver", "failure"), [(None, "refused"), (Receiver(None), "timeout")])
def test_no_answer_is_told_apart(receiver: Receiver | None, failure: str) -> None:
    """Nobody listens, or nobody answers in time."""
    outcome = delivered(receiver, timeout_seconds=0.05)
    assert (outcome.status, outcome.failure) == (None, failure)
