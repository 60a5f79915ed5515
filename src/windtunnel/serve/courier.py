"""Carries webhooks over sockets."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import httpx

from windtunnel.world.courier import DeliveryOutcome, Failure, Parcel

FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (httpx.TimeoutException, "timeout"),
    (ssl.SSLError, "tls"),
    (httpx.ConnectError, "refused"),
    (httpx.TransportError, "reset"),
    (httpx.InvalidURL, "unreachable"),
)


class WireCourier:
    """Posts parcels with httpx from the running loop."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Start to deliver ``parcel``."""
        task = asyncio.get_running_loop().create_task(self._deliver(parcel, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up on what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await self._client.aclose()

    async def _deliver(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        started = asyncio.get_running_loop().time()
        outcome = await self._post(parcel)
        duration = asyncio.get_running_loop().time() - started
        done(DeliveryOutcome(outcome.status, outcome.failure, outcome.headers, outcome.body, duration))

    async def _post(self, parcel: Parcel) -> DeliveryOutcome:
        try:
            answer = await self._client.request(
                parcel.method,
                parcel.url,
                content=parcel.body,
                headers=list(parcel.headers),
                timeout=parcel.timeout_seconds,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return DeliveryOutcome(None, next(name for kind, name in FAILURES if isinstance(error, kind)))
        headers = tuple((name.lower(), value) for name, value in answer.headers.items())
        return DeliveryOutcome(answer.status_code, None, headers, answer.content)
