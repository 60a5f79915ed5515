"""What can be set from the environment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ...inbound.settings import DAY_SECONDS, JobSettings
from ...stores.sqlite import Synchronous
from ...variables import Choices, Count, Name, Seconds, Share


class Settings(JobSettings):
    """Settings of the intake; the variable of a field is ``INTAKE_`` and its name in capitals.

    For those of its jobs see ``JobSettings``.

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
        job_seconds: deadline of all calls that a job makes in one delivery, and of one look at the list.
    """

    prefix = "INTAKE_"

    folder: Annotated[Name, Field(repr=False)]  # a URI may hold a password
    synchronous: Synchronous = "FULL"
    kinds: Choices
    channel: Name = "documents"
    confidence_min: Share = 0.6
    ai_tries: Count = 2
    text_length_max: Count = 20_000
    queue_depth: Count = 100_000
    body_bytes: Count = 262_144
    sweep_seconds: Seconds = 60.0
    sweep_seconds_max: Seconds = 3600.0
    grace_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 15.0
    overlap_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 300.0
    backfill_seconds: Seconds = DAY_SECONDS
    job_seconds: Seconds = 60.0

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("INTAKE_LEASE_SECONDS must be longer than INTAKE_JOB_SECONDS")
        if self.sweep_seconds_max < self.sweep_seconds:
            raise ValueError("INTAKE_SWEEP_SECONDS_MAX must not be shorter than INTAKE_SWEEP_SECONDS")
        reach = self.overlap_seconds + self.grace_seconds + self.sweep_seconds_max
        if self.retention_seconds <= reach:
            raise ValueError("INTAKE_RETENTION_DAYS is shorter than a look reaches back: documents would be told twice")
        return self
