"""What can be set from the environment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ...stores.sqlite import Synchronous
from ...variables import Count, Name, Seconds, ServiceSettings


class Settings(ServiceSettings):
    """Settings of the reconciliation; the variable of a field is ``RECONCILE_`` and its name in capitals.

    Args:
        folder: where position and transformation log are kept, in a SQLite file; or the URI of a PostgreSQL database.
        synchronous: SQLite's ``synchronous``.
        channel: the chat channel where tickets are announced.
        notify_seconds: how long the notifier tries to announce a ticket before it leaves it to the reconciliation.
        notified_at_once_max: tickets that the notifier works on at once; it leaves the others to the reconciliation.
        every_seconds: pause between two runs while tickets arrive or discrepancies are found.
        every_seconds_max: longest pause; it doubles with every run that finds nothing.
        overlap_seconds: how far a run reaches back behind the one before.
        first_seconds: how far the very first run reaches back.
        run_seconds: deadline of one run.
        repair_seconds: deadline of one repair.
        tries_max: failures of a repair that is not worth repeating before a person has it.
        body_bytes: longest body that is read.
        workers: calls to one system at once.
    """

    prefix = "RECONCILE_"

    folder: Annotated[Name, Field(repr=False)]  # a URI may hold a password
    synchronous: Synchronous = "FULL"
    channel: Name = "tickets"
    notify_seconds: Seconds = 45.0
    notified_at_once_max: Count = 50
    every_seconds: Seconds = 300.0
    every_seconds_max: Seconds = 3600.0
    overlap_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 300.0
    first_seconds: Annotated[float, Field(gt=60, allow_inf_nan=False)] = 86_400.0
    run_seconds: Seconds = 600.0
    repair_seconds: Seconds = 45.0
    tries_max: Count = 3
    body_bytes: Count = 262_144
    workers: Count = 8

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.every_seconds_max < self.every_seconds:
            raise ValueError("RECONCILE_EVERY_SECONDS_MAX must not be shorter than RECONCILE_EVERY_SECONDS")
        return self
