"""What can be set of every batch."""

from __future__ import annotations

from datetime import time
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, model_validator

from ...stores.sqlite import Synchronous
from ...variables import Count, Seconds, ServiceSettings
from .schedule import Schedule


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone such as Europe/Berlin, or this machine has no time zone data") from None


Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
WallTime = Annotated[time, Field(description="HH:MM")]


class BatchSettings(ServiceSettings):
    """Settings of a batch; the variable of a field is the batch's prefix and its name in capitals.

    Args:
        opens, closes: the off-peak window, HH:MM.
        due: when the result is promised, HH:MM, after the window has opened.
        zone: the time zone of all three.
        escalate_seconds: how long before that time somebody is told that the batch has not ended.
        reserve_seconds: how much of the window has to be left for another chunk to begin.
        chunk_size: how many items are read, decided on and loaded together.
        workers: how many items are decided on at once.
        tries: unusable decisions about an item before it is rejected.
        decision_seconds: how long a decision may take, repeated requests included; then it is asked for anew.
        pause_seconds, pause_seconds_max: first and longest pause after a failure.
        lease_seconds: how long after its death another process takes over.
        retention_days: how long it is remembered what became of an item; after that it is new again.
        store_path: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database.
        store_synchronous: SQLite's ``synchronous``.
    """

    prefix: ClassVar[str] = "BATCH_"

    opens: WallTime = time(22)
    closes: WallTime = time(5)
    due: WallTime = time(6)
    zone: Zone = ZoneInfo("UTC")
    escalate_seconds: Seconds = 1800.0
    reserve_seconds: Seconds = 60.0
    chunk_size: Count = 200
    workers: Count = 8
    tries: Count = 2
    decision_seconds: Seconds = 60.0
    pause_seconds: Seconds = 5.0
    pause_seconds_max: Seconds = 900.0
    lease_seconds: Seconds = 60.0
    retention_days: Seconds = 90.0
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "batch.sqlite"
    store_synchronous: Synchronous = "FULL"

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        if any(moment.tzinfo is not None for moment in (self.opens, self.closes, self.due)):
            raise ValueError("times have no offset of their own; the zone has it")
        if self.opens == self.closes:
            raise ValueError("the window closes when it opens")
        return self

    @property
    def schedule(self) -> Schedule:
        """When the batch works."""
        return Schedule(self.opens, self.closes, self.due, self.zone)
