"""What can be set from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from ..inbound.settings import JobSettings
from ..stores.sqlite import Synchronous
from ..variables import Choices, Count, Name, Seconds, Share
from .route import DEFAULT_PATH


class Settings(JobSettings):
    """Settings of triage; the variable of a field is ``TRIAGE_`` and its name in capitals.

    For those of its jobs see ``JobSettings``.

    Args:
        categories: the closed set that the AI chooses from; comma separated or a JSON array.
        confidence_min: below it a person decides.
        ai_tries: unusable answers of the AI before a person decides.
        store_path: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database.
        store_synchronous: SQLite's ``synchronous``.
        queue_depth: unfinished jobs beyond which deliveries are shed.
        body_bytes: longest webhook body.
        job_seconds: deadline of all calls that a job makes in one delivery.
        stale_after_days: older tickets go to a person.
        crm_budget_seconds: how long triage waits for the CRM.
        customer_memory_seconds: how old a remembered customer can be and still stand in for the CRM's answer.
        follow_up_seconds: pause before the CRM is asked again.
        routing_path: the routing rules.
        channel: the chat channel where the teams are told; ``{team}`` in it becomes the name of the team, so that each
            has its own.
        host, port: where ``python -m adapters.pipeline`` listens.
    """

    prefix = "TRIAGE_"

    categories: Choices
    confidence_min: Share = 0.7
    ai_tries: Count = 2
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "triage.sqlite"
    store_synchronous: Synchronous = "FULL"
    queue_depth: Count = 100_000
    body_bytes: Count = 262_144
    job_seconds: Seconds = 60.0
    stale_after_days: Seconds = 30.0
    crm_budget_seconds: Seconds = 5.0
    customer_memory_seconds: Seconds = 86_400.0
    follow_up_seconds: Seconds = 60.0
    routing_path: Path = DEFAULT_PATH
    channel: Name = "triage"
    host: Name = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080

    @model_validator(mode="after")
    def _check_lease(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("TRIAGE_LEASE_SECONDS must be longer than TRIAGE_JOB_SECONDS")
        return self
