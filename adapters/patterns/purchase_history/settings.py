"""What can be set from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ...inbound.settings import JobSettings
from ...stores.opening import part_of
from ...stores.sqlite import Synchronous
from ...variables import Count, Name, Seconds

SecondsOrNone = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(JobSettings):
    """Settings of the purchase history; the variable of a field is ``PURCHASES_`` and its name in capitals.

    For those of its jobs see ``JobSettings``.

    Args:
        folder: where queue and checkpoints are kept, and the files of a warehouse in SQLite.
        store: the URI of a PostgreSQL database, or another folder, that keeps queue and checkpoints instead.
        synchronous: SQLite's ``synchronous``.
        warehouse: where the replica is.
        conninfo: how to reach PostgreSQL, as libpq reads it.
        connections_max: connections to PostgreSQL at once.
        connect_seconds: how long to wait for one of them.
        statement_seconds: how long a statement may take in PostgreSQL.
        statement_steps_max: how many steps of its virtual machine a statement may take in SQLite.
        lag_from: in PostgreSQL: the heartbeat table, or the replay of the primary's log.
        lag_seconds_max: beyond it nothing is served.
        retry_after_seconds: how long callers are asked to wait then.
        page_max, stream_batch: purchases in one page, and in one piece of a stream.
        capture_every_seconds: pause between two looks for changes.
        capture_batch: changes in one look.
        in_flight_max: changes that are not told yet; beyond it no more are read.
        channel: where changes are told; ``{currency}`` in it becomes the currency of the purchase.
        load: a CSV file with purchases, for a warehouse in SQLite that is filled by this service.
        replicate_every_seconds: how often such a warehouse's replica follows.
        stall_from_seconds, stall_seconds: when, after the load, and for how long it does not.
        body_bytes: longest body of a request.
        job_seconds: deadline of all calls that a job makes in one delivery.
    """

    prefix = "PURCHASES_"

    folder: Name
    store: Name | None = Field(default=None, repr=False)
    synchronous: Synchronous = "FULL"
    warehouse: Literal["sqlite", "postgresql"] = "sqlite"
    conninfo: Name | None = Field(default=None, repr=False)
    connections_max: Count = 8
    connect_seconds: Seconds = 5.0
    statement_seconds: Seconds = 5.0
    statement_steps_max: Count = 50_000_000
    lag_from: Literal["heartbeat", "replay"] = "heartbeat"
    lag_seconds_max: Seconds = 30.0
    retry_after_seconds: Count = 5
    page_max: Count = 100
    stream_batch: Count = 500
    capture_every_seconds: Seconds = 2.0
    capture_batch: Count = 100
    in_flight_max: Count = 200
    channel: Name = "customers-{currency}"
    load: Path | None = None
    replicate_every_seconds: Seconds = 2.0
    stall_from_seconds: SecondsOrNone = 0.0
    stall_seconds: SecondsOrNone = 0.0
    body_bytes: Count = 1024
    workers: Count = 4
    attempts_max: Count = 6
    job_seconds: Seconds = 60.0
    replays_max: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("PURCHASES_LEASE_SECONDS must be longer than PURCHASES_JOB_SECONDS")
        if self.warehouse == "postgresql" and self.conninfo is None:
            raise ValueError("PURCHASES_CONNINFO must say how to reach PostgreSQL")
        if self.warehouse == "postgresql" and self.load is not None:
            raise ValueError("PURCHASES_LOAD fills a warehouse in SQLite only")
        return self

    def place_of(self, file_name: str) -> str:
        """Return where queue or checkpoints are kept."""
        return part_of(self.store or self.folder, file_name)
