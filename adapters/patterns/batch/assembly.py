"""Puts a batch together, around an open database."""

from __future__ import annotations

from functools import partial

from ...audit import MaskingSink
from ...service import Service
from ...spokes.connection import Surroundings
from ...stores.checkpoints import SqlCheckpointStore
from ...stores.database import Database
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import open_database
from .application import serve_batch
from .memory import Memory
from .service import Batch
from .settings import BatchSettings
from .trail import BatchTrail
from .work import Closable, ItemT, Work


def assemble(
    name: str, work: Work[ItemT], settings: BatchSettings, surroundings: Surroundings, spokes: Closable
) -> Service:
    """Return the application of a batch.

    Args:
        name: the batch's: what its memory and its trail call it.
        work: what is done.
        settings: how, and when.
        surroundings: clock, randomness, audit trail.
        spokes: closed at the end.
    """
    clock = surroundings.clock

    def make(database: Database) -> Batch[ItemT]:
        checkpoints, claims = SqlCheckpointStore(database, clock), SqlIdempotencyStore(database, clock)
        memory = Memory(name, checkpoints, claims, clock, settings.lease_seconds)
        trail = BatchTrail(MaskingSink(surroundings.audit), clock, name)
        return Batch(name, work, memory, settings, clock=clock, random=surroundings.random, trail=trail)

    open_store = partial(open_database, settings.store_path, synchronous=settings.store_synchronous)
    return serve_batch(open_store, make, spokes.aclose, clock)
