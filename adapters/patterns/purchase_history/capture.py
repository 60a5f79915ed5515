"""Follows the changes of the warehouse by a cursor, and has each of them told once."""

from __future__ import annotations

from ...audit import AuditKind
from ...canonical import Message
from ...clock import Clock
from ...errors import Conflict, TransientError
from ...inbound.job import NewJob
from ...inbound.store import Store
from ...ports.warehouse import Purchase, Warehouse
from ...stores.errors import StoreUnavailable
from ...stores.ports import Checkpoint, CheckpointStore
from ...trail import Trail
from ...wake import Wake

NAME = "purchases"
TELL = "tell"
CURRENCY = "{currency}"


def tell_job(purchase: Purchase, channel: str) -> NewJob:
    """Return the job that tells a change: one per change, whatever happens."""
    key = f"{TELL}:{purchase.id}:{purchase.change_number}"
    fields = (
        ("purchase_id", purchase.id),
        ("customer_id", purchase.customer_id),
        ("change_number", str(purchase.change_number)),
        ("amount", str(purchase.amount)),
        ("currency", purchase.currency),
    )
    text = f"Customer {purchase.customer_id} has a new purchase {purchase.id}: {purchase.amount} {purchase.currency}"
    where = channel.replace(CURRENCY, purchase.currency.lower())
    message = Message(key=key, channel=where, text=text, fields=fields)
    return NewJob(key, TELL, lane=purchase.customer_id, payload={"message": message.model_dump_json()})


class Capture:
    """Reads changes behind the checkpoint, queues what they ask for, and only then moves the checkpoint.

    A change that is read twice, after a crash, is recognised by its key. Changes of one customer are told in order.

    Args:
        warehouse: where changes are read.
        store: where jobs are queued.
        checkpoints: how far changes were read.
        clock: for the pause between two looks.
        jobs_wake: set when jobs were queued.
        trail: where a warehouse that is away is noted.
        channel: where changes are told.
        every_seconds, batch, in_flight_max: see ``Settings``.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        store: Store,
        checkpoints: CheckpointStore,
        *,
        clock: Clock,
        jobs_wake: Wake,
        trail: Trail,
        channel: str,
        every_seconds: float,
        batch: int,
        in_flight_max: int,
    ) -> None:
        self._warehouse = warehouse
        self._store = store
        self._checkpoints = checkpoints
        self._clock = clock
        self._jobs_wake = jobs_wake
        self._trail = trail
        self._channel = channel
        self._every_seconds = every_seconds
        self._batch = batch
        self._in_flight_max = in_flight_max
        self._checkpoint: Checkpoint | None = None

    @property
    def position(self) -> int:
        """The last change that was read."""
        return 0 if self._checkpoint is None else int(self._checkpoint.position)

    async def load(self) -> None:
        """Go on where the checkpoint says."""
        self._checkpoint = await self._checkpoints.load(NAME)

    async def run(self) -> None:
        """Look for changes until cancelled."""
        while True:
            try:
                while await self.turn():
                    pass
            except TransientError as error:
                reason = f"{type(error).__name__}: {error.message}"
                self._trail.note(AuditKind.DEGRADED, NAME, system=error.system, reason=reason)
            await self._clock.sleep(self._every_seconds)

    async def turn(self) -> bool:
        """Take a few changes; return whether there were any.

        Raises:
            TransientError: the warehouse or a store is away, or somebody else moves the checkpoint.
        """
        room = min(self._batch, self._in_flight_max - self._store.queue().depth)
        changes = await self._warehouse.changes(self.position, room) if room > 0 else []
        if not changes:
            return False
        for purchase in changes:
            self._store.enqueue(tell_job(purchase, self._channel), capped=False)
        position = str(changes[-1].change_number)
        try:
            self._checkpoint = await self._checkpoints.save(NAME, position, after=self._checkpoint)
        except Conflict as error:
            await self.load()
            raise StoreUnavailable(f"another process reads these changes: {error.message}") from error
        self._jobs_wake.set()
        return True
