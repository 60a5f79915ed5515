"""What can be set of a queue of jobs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..variables import Count, Seconds, ServiceSettings
from .policy import RetryPolicy
from .replayer import ReplayPolicy

DAY_SECONDS = 86_400.0


class JobSettings(ServiceSettings):
    """Settings of a service that works a queue of jobs; its own come on top, and its own defaults.

    Args:
        workers: jobs at once.
        attempts_max, max_age_seconds: receives and age of a job before it is a dead letter.
        backoff_seconds, backoff_seconds_max: first and longest ceiling of the pause between two receives.
        lease_seconds: how long a delivery can take before the job is delivered again.
        replays_max: automatic new lives of a dead letter. With ``attempts_max`` and ``probes_max`` it bounds how often
            a job that can never succeed is tried: ``attempts_max * (1 + replays_max) + probes_max`` times.
        probes_max: automatic single deliveries of a dead letter while its system is ailing.
        replays_per_second: automatic new lives per second, over all dead letters.
        retention_days: how long finished jobs, and with them the ids of events, are remembered.
        drain_seconds: how long a shutdown waits for jobs under way.
    """

    workers: Count = 8
    attempts_max: Count = 12
    max_age_seconds: Seconds = DAY_SECONDS
    backoff_seconds: Seconds = 5.0
    backoff_seconds_max: Seconds = 120.0
    lease_seconds: Seconds = 120.0
    replays_max: Annotated[int, Field(ge=0)] = 3
    probes_max: Annotated[int, Field(ge=0)] = 24
    replays_per_second: Count = 10
    retention_days: Seconds = 30.0
    drain_seconds: Seconds = 10.0

    @property
    def retry_policy(self) -> RetryPolicy:
        """How a job is tried again."""
        return RetryPolicy(
            receives_max=self.attempts_max,
            age_seconds_max=self.max_age_seconds,
            delay_seconds=self.backoff_seconds,
            delay_seconds_max=self.backoff_seconds_max,
        )

    @property
    def replay_policy(self) -> ReplayPolicy:
        """How eagerly dead letters come back."""
        return ReplayPolicy(
            replays_max=self.replays_max,
            probes_max=self.probes_max,
            per_second=self.replays_per_second,
            receives_max=self.attempts_max,
        )

    @property
    def retention_seconds(self) -> float:
        """How long finished jobs are remembered."""
        return self.retention_days * DAY_SECONDS
