"""What can be set from the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ...variables import read_variables

PREFIX = "INTAKE_"
DAY_SECONDS = 86_400.0


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [word.strip() for word in value.split(",") if word.strip()]


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_words), Field(min_length=2)]


class Settings(BaseModel):
    """Settings of the intake; the variable of a field is ``INTAKE_`` and its name in capitals.

    Args:
        folder: where the queue and the position of the sweeps are kept, each in a SQLite file; or the URI of a
            PostgreSQL database.
        synchronous: SQLite's ``synchronous``.
        kinds: the closed set of kinds of documents; comma separated or a JSON array.
        channel: the chat channel where documents are told; ``{kind}`` in it becomes the kind.
        confidence_min: below it a person looks at the document.
        ai_tries: unusable answers of the AI before a person looks at the document.
        text_length_max: how much of a document the AI is shown, in characters.
        queue_depth: unfinished jobs beyond which deliveries are shed and sweeps stop.
        body_bytes: longest delivery.
        sweep_seconds: pause between two looks at the vendor's list while documents arrive.
        sweep_seconds_max: longest pause; it doubles with every look that found nothing new.
        grace_seconds: how long the vendor has to deliver a document before it counts as a gap.
        overlap_seconds: how far a look reaches back behind the one before: lists lag, clocks differ, and a document
            can be shared after it was created, while the list knows creation only.
        backfill_seconds: how far the very first look reaches back.
        workers: jobs at once, and calls to one system at once.
        attempts_max, max_age_seconds: receives and age of a job before it is a dead letter.
        backoff_seconds, backoff_seconds_max: first and longest ceiling of the pause between two receives.
        job_seconds: deadline of all calls that a job makes in one delivery, and of one look at the list.
        lease_seconds: how long a delivery can take before the job is delivered again.
        replays_max, probes_max, replays_per_second: automatic new lives of dead letters.
        retention_days: how long finished jobs, and with them the ids of documents and events, are remembered.
        drain_seconds: how long a shutdown waits for jobs under way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    folder: Annotated[Name, Field(repr=False)]  # a URI may hold a password
    synchronous: Literal["OFF", "NORMAL", "FULL", "EXTRA"] = "FULL"
    kinds: Names
    channel: Name = "documents"
    confidence_min: Annotated[float, Field(ge=0, le=1)] = 0.6
    ai_tries: Count = 2
    text_length_max: Count = 20_000
    queue_depth: Count = 100_000
    body_bytes: Count = 262_144
    sweep_seconds: Seconds = 60.0
    sweep_seconds_max: Seconds = 3600.0
    grace_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 15.0
    overlap_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 300.0
    backfill_seconds: Seconds = DAY_SECONDS
    workers: Count = 8
    attempts_max: Count = 12
    max_age_seconds: Seconds = DAY_SECONDS
    backoff_seconds: Seconds = 5.0
    backoff_seconds_max: Seconds = 120.0
    job_seconds: Seconds = 60.0
    lease_seconds: Seconds = 120.0
    replays_max: Annotated[int, Field(ge=0)] = 3
    probes_max: Annotated[int, Field(ge=0)] = 24
    replays_per_second: Count = 10
    retention_days: Seconds = 30.0
    drain_seconds: Seconds = 10.0

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("INTAKE_LEASE_SECONDS must be longer than INTAKE_JOB_SECONDS")
        if self.sweep_seconds_max < self.sweep_seconds:
            raise ValueError("INTAKE_SWEEP_SECONDS_MAX must not be shorter than INTAKE_SWEEP_SECONDS")
        reach = self.overlap_seconds + self.grace_seconds + self.sweep_seconds_max
        if self.retention_days * DAY_SECONDS <= reach:
            raise ValueError("INTAKE_RETENTION_DAYS is shorter than a look reaches back: documents would be told twice")
        return self

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables ``INTAKE_*``.

        Raises:
            ConfigurationError: naming the variable that is missing, wrong or unknown.
        """
        return read_variables(cls, PREFIX, environment)
