"""Hands receipts from the ledger to the broker: what the broker has not got, or has lost, it gets again."""

from __future__ import annotations

import asyncio

from ...audit import AuditKind
from ...clock import Clock
from ...errors import TransientError
from ...masking import mask
from ...ports.broker import CORRELATION_ID, Broker, Message
from ...trail import Trail
from ...wake import Wake
from .ledger import Entry, Ledger
from .states import State

PAUSE_SECONDS = 5.0
"""After a broker or database did not answer."""


class Relay:
    """Publishes what the ledger holds, in the order of acceptance.

    Args:
        ledger: what is to be published.
        broker: where.
        durable: whether the broker keeps its messages when this process dies.
        clock, trail: time, and where failures are noted.
        look_seconds: see ``Wake``.
    """

    def __init__(
        self,
        ledger: Ledger,
        broker: Broker,
        *,
        durable: bool,
        clock: Clock,
        trail: Trail,
        look_seconds: float | None = None,
    ) -> None:
        self._ledger = ledger
        self._broker = broker
        self._durable = durable
        self._clock = clock
        self._trail = trail
        self.wake = Wake(look_seconds)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up again what an earlier process left behind, and begin to work."""
        if not self._durable:
            for entry in await self._ledger.in_state(State.QUEUED, State.WAITING):
                await self._ledger.move(entry.id, "recovered")
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def alive(self) -> bool:
        """Whether receipts are handed over."""
        return self._task is not None and not self._task.done()

    async def forward(self, id: str, sender: str, stage: str, content: str) -> None:
        """Publish one receipt to the topic of its stage.

        Raises:
            TransientError: the broker does not answer; the receipt is handed over later.
        """
        message = Message(id=id, key=sender, payload=content.encode(), headers={CORRELATION_ID: id})
        await self._broker.publish(stage, message)
        await self._ledger.move(id, "handed")

    async def _run(self) -> None:
        while True:
            await self.wake.wait(await self._turn())

    async def _turn(self) -> float | None:
        """Hand over all there is; return in how many seconds to try again what failed."""
        try:
            for entry in await self._ledger.in_state(State.ACCEPTED):
                await self._hand(entry)
        except TransientError as error:
            self._trail.note(AuditKind.DEGRADED, "relay", reason=mask(error.message))
            return PAUSE_SECONDS
        return None

    async def _hand(self, entry: Entry) -> None:
        await self.forward(entry.id, entry.sender, entry.stage, entry.content)
