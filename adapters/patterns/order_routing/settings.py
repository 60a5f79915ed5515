"""What can be set from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...variables import read_variables

PREFIX = "ORDER_"

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class Mode(StrEnum):
    """When the customer is answered: before the enrichment, or after it."""

    QUEUED = "queued"
    SYNCHRONOUS = "synchronous"


class Settings(BaseModel):
    """Settings of the service; the variable of a field is ``ORDER_`` and its name in capitals.

    Args:
        mode: see ``Mode``.
        store_path: the SQLite file with the queue, ``:memory:``, or the URI of a PostgreSQL database.
        claims_path: the same for the claims of orders that are worked on in line.
        store_synchronous: SQLite's ``synchronous``.
        home_country: orders from elsewhere are exports.
        large_total: orders from this total on go to the key accounts.
        confidence_min: below it, what the AI says of an order's notes is not believed.
        channel: the chat channel where the teams are told; ``{team}`` in it becomes the name of the team.
        workers: orders enriched at once.
        queue_depth: unfinished orders beyond which further ones are refused.
        body_bytes: longest order.
        attempts_max: deliveries of an order before it is a dead letter.
        max_age_seconds: age at which a failing order becomes a dead letter.
        backoff_seconds, backoff_seconds_max: first and longest ceiling of the pause between two deliveries.
        work_seconds: deadline of all calls for one order in one delivery.
        lease_seconds: how long a delivery can take before the order is delivered again.
        replays_max, probes_max, replays_per_second: see ``ReplayPolicy``. With ``attempts_max`` they bound how often an
            order that can never succeed is tried: ``attempts_max * (1 + replays_max) + probes_max`` times.
        retention_days: how long finished orders are remembered.
        drain_seconds: how long a shutdown waits for work under way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    mode: Mode = Mode.QUEUED
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "order_routing.sqlite"
    claims_path: Annotated[str, Field(min_length=1, repr=False)] = "order_routing_claims.sqlite"
    store_synchronous: Literal["OFF", "NORMAL", "FULL", "EXTRA"] = "FULL"
    home_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "DE"
    large_total: Annotated[Decimal, Field(gt=0)] = Decimal(10_000)
    confidence_min: Annotated[float, Field(ge=0, le=1)] = 0.6
    channel: Annotated[str, Field(min_length=1)] = "orders-{team}"
    workers: Count = 4
    queue_depth: Count = 10_000
    body_bytes: Count = 65_536
    attempts_max: Count = 6
    max_age_seconds: Seconds = 86_400.0
    backoff_seconds: Seconds = 5.0
    backoff_seconds_max: Seconds = 120.0
    work_seconds: Seconds = 120.0
    lease_seconds: Seconds = 180.0
    replays_max: Annotated[int, Field(ge=0)] = 1
    probes_max: Annotated[int, Field(ge=0)] = 6
    replays_per_second: Count = 2
    retention_days: Seconds = 30.0
    drain_seconds: Seconds = 10.0

    @model_validator(mode="after")
    def _check_lease(self) -> Self:
        if self.lease_seconds <= self.work_seconds:
            raise ValueError("ORDER_LEASE_SECONDS must be longer than ORDER_WORK_SECONDS")
        return self

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables ``ORDER_*``.

        Raises:
            ConfigurationError: naming the variable that is wrong or unknown.
        """
        return read_variables(cls, PREFIX, environment)
