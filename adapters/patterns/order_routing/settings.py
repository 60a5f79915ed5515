"""What can be set from the environment."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ...inbound.settings import JobSettings
from ...stores.sqlite import Synchronous
from ...variables import Count, Name, Seconds, Share


class Mode(StrEnum):
    """When the customer is answered: before the enrichment, or after it."""

    QUEUED = "queued"
    SYNCHRONOUS = "synchronous"


class Settings(JobSettings):
    """Settings of the service; the variable of a field is ``ORDER_`` and its name in capitals.

    For those of its jobs see ``JobSettings``.

    Args:
        mode: see ``Mode``.
        store_path: the SQLite file with the queue, ``:memory:``, or the URI of a PostgreSQL database.
        claims_path: the same for the claims of orders that are worked on in line.
        store_synchronous: SQLite's ``synchronous``.
        home_country: orders from elsewhere are exports.
        large_total: orders from this total on go to the key accounts.
        confidence_min: below it, what the AI says of an order's notes is not believed.
        channel: the chat channel where the teams are told; ``{team}`` in it becomes the name of the team.
        queue_depth: unfinished orders beyond which further ones are refused.
        body_bytes: longest order.
        work_seconds: deadline of all calls for one order in one delivery.
    """

    prefix = "ORDER_"

    mode: Mode = Mode.QUEUED
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "order_routing.sqlite"
    claims_path: Annotated[str, Field(min_length=1, repr=False)] = "order_routing_claims.sqlite"
    store_synchronous: Synchronous = "FULL"
    home_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "DE"
    large_total: Annotated[Decimal, Field(gt=0)] = Decimal(10_000)
    confidence_min: Share = 0.6
    channel: Name = "orders-{team}"
    workers: Count = 4
    queue_depth: Count = 10_000
    body_bytes: Count = 65_536
    attempts_max: Count = 6
    work_seconds: Seconds = 120.0
    lease_seconds: Seconds = 180.0
    replays_max: Annotated[int, Field(ge=0)] = 1
    probes_max: Annotated[int, Field(ge=0)] = 6
    replays_per_second: Count = 2

    @model_validator(mode="after")
    def _check_lease(self) -> Self:
        if self.lease_seconds <= self.work_seconds:
            raise ValueError("ORDER_LEASE_SECONDS must be longer than ORDER_WORK_SECONDS")
        return self
