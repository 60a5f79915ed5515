"""What can be set from the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..variables import read_variables
from .route import DEFAULT_PATH

PREFIX = "TRIAGE_"


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [word.strip() for word in value.split(",") if word.strip()]


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_words), Field(min_length=2)]


class Settings(BaseModel):
    """Settings of triage; the variable of a field is ``TRIAGE_`` and its name in capitals.

    Args:
        categories: the closed set that the AI chooses from; comma separated or a JSON array.
        confidence_min: below it a person decides.
        ai_tries: unusable answers of the AI before a person decides.
        workers: jobs at once.
        store_path: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database.
        store_synchronous: SQLite's ``synchronous``.
        queue_depth: unfinished jobs beyond which deliveries are shed.
        body_bytes: longest webhook body.
        attempts_max: receives of a job before it is a dead letter.
        max_age_seconds: age at which a failing job becomes a dead letter.
        backoff_seconds, backoff_seconds_max: first and longest ceiling of the pause between two receives.
        job_seconds: deadline of all calls that a job makes in one delivery.
        lease_seconds: how long a delivery can take before the job is delivered again.
        replays_max: automatic new lives of a dead letter.
        probes_max: automatic single deliveries of a dead letter while its system is ailing.
        replays_per_second: automatic new lives per second, over all dead letters.
        stale_after_days: older tickets go to a person.
        crm_budget_seconds: how long triage waits for the CRM.
        customer_memory_seconds: how old a remembered customer can be and still stand in for the CRM's answer.
        follow_up_seconds: pause before the CRM is asked again.
        retention_days: how long finished jobs, and with them the ids of events, are remembered.
        routing_path: the routing rules.
        channel: the chat channel where the teams are told; ``{team}`` in it becomes the name of the team, so that each
            has its own.
        host, port: where ``python -m adapters.pipeline`` listens.
        drain_seconds: how long a shutdown waits for jobs under way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    categories: Words
    confidence_min: Annotated[float, Field(ge=0, le=1)] = 0.7
    ai_tries: Count = 2
    workers: Count = 8
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "triage.sqlite"
    store_synchronous: Literal["OFF", "NORMAL", "FULL", "EXTRA"] = "FULL"
    queue_depth: Count = 100_000
    body_bytes: Count = 262_144
    attempts_max: Count = 12
    max_age_seconds: Seconds = 86_400.0
    backoff_seconds: Seconds = 5.0
    backoff_seconds_max: Seconds = 120.0
    job_seconds: Seconds = 60.0
    lease_seconds: Seconds = 120.0
    replays_max: Annotated[int, Field(ge=0)] = 3
    probes_max: Annotated[int, Field(ge=0)] = 24
    replays_per_second: Count = 10
    stale_after_days: Seconds = 30.0
    crm_budget_seconds: Seconds = 5.0
    customer_memory_seconds: Seconds = 86_400.0
    follow_up_seconds: Seconds = 60.0
    retention_days: Seconds = 30.0
    routing_path: Path = DEFAULT_PATH
    channel: Annotated[str, Field(min_length=1)] = "triage"
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    drain_seconds: Seconds = 10.0

    @model_validator(mode="after")
    def _check_lease(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("TRIAGE_LEASE_SECONDS must be longer than TRIAGE_JOB_SECONDS")
        return self

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables ``TRIAGE_*``.

        Raises:
            ConfigurationError: naming the variable that is missing, wrong or unknown.
        """
        return read_variables(cls, PREFIX, environment)
