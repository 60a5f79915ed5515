"""Forgets what ended well long ago."""

from __future__ import annotations

from ..audit import AuditKind
from ..clock import Clock
from ..stores.errors import StoreUnavailable
from ..trail import Trail
from .store import Store

INTERVAL_SECONDS = 3600.0
PAUSE_SECONDS = 0.05
BATCH = 1000


async def keep_house(store: Store, clock: Clock, trail: Trail, retention_seconds: float) -> None:
    """Once an hour, until cancelled, forget jobs and rejections older than ``retention_seconds``, in small batches."""
    while True:
        await clock.sleep(INTERVAL_SECONDS)
        try:
            while store.forget(clock.now() - retention_seconds, BATCH) == BATCH:
                await clock.sleep(PAUSE_SECONDS)
        except StoreUnavailable as error:
            trail.note(AuditKind.DEGRADED, "store", reason=error.message)
