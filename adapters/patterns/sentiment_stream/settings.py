"""What can be set from the environment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ...inbound.settings import JobSettings
from ...stores.sqlite import Synchronous
from ...variables import Count, Name, Seconds, Share


class Settings(JobSettings):
    """Settings of the stream; the variable of a field is ``STREAM_`` and its name in capitals.

    For those of its jobs see ``JobSettings``.

    Args:
        folder: where the log and the queue are kept, each in a SQLite file; or the URI of a PostgreSQL database.
        synchronous: SQLite's ``synchronous``.
        channel: the chat channel of the feed; ``{source}`` in it becomes the source of an event.
        alert_channel: where anomalies are told.
        buffer_max: events that were accepted and are not through; beyond it the ingress answers 429.
        in_flight_max: events that were read from the log and are not through.
        batch_max: events in one request.
        body_bytes, text_length_max: longest body and longest text.
        retry_after_seconds: how long a refused producer is asked to wait.
        future_seconds_max: how far an event's time may be ahead of the clock.
        window_seconds: length of a window in event time.
        out_of_order_seconds: how far the watermark stays behind the newest event.
        lateness_seconds: how long after its end, by the watermark, a window still takes events.
        idle_seconds: without an event for so long, windows are closed without waiting for the watermark.
        trailing_windows: how many closed windows a window is compared with.
        trailing_windows_min: with fewer of them nothing is an anomaly.
        events_min: a window with fewer classified events is neither compared nor compared with.
        margin: by how much the share of negative events must exceed the mean of the trailing windows.
        deviations: by how many standard deviations it must, too.
        confidence_min: below it a sentiment counts as unclear.
        ai_tries: unusable answers of the AI before a sentiment counts as unclear.
        replay_from: an offset from which the log is replayed at every start.
        replay_events_max: events in one replay.
        retention_days: how long events and windows are kept; finished jobs, which tell what was posted, twice as long.
        job_seconds: deadline of all calls that a job makes in one delivery.
    """

    prefix = "STREAM_"

    folder: Annotated[Name, Field(repr=False)]  # a URI may hold a password
    synchronous: Synchronous = "FULL"
    channel: Name = "voice-{source}"
    alert_channel: Name = "sentiment-alerts"
    buffer_max: Count = 1000
    in_flight_max: Count = 32
    batch_max: Count = 500
    body_bytes: Count = 1_048_576
    text_length_max: Count = 4000
    retry_after_seconds: Count = 5
    future_seconds_max: Seconds = 300.0
    window_seconds: Seconds = 60.0
    out_of_order_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 15.0
    lateness_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 60.0
    idle_seconds: Seconds = 120.0
    trailing_windows: Count = 6
    trailing_windows_min: Count = 2
    events_min: Count = 5
    margin: Share = 0.25
    deviations: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 2.0
    confidence_min: Share = 0.5
    ai_tries: Count = 2
    replay_from: Count | None = None
    replay_events_max: Count = 10_000
    retention_days: Seconds = 14.0
    attempts_max: Count = 6
    job_seconds: Seconds = 60.0
    replays_max: Annotated[int, Field(ge=0)] = 1
    probes_max: Annotated[int, Field(ge=0)] = 6

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.lease_seconds <= self.job_seconds:
            raise ValueError("STREAM_LEASE_SECONDS must be longer than STREAM_JOB_SECONDS")
        if self.batch_max > self.buffer_max:
            raise ValueError("STREAM_BATCH_MAX must not exceed STREAM_BUFFER_MAX: such a batch would never fit")
        if self.trailing_windows_min > self.trailing_windows:
            raise ValueError("STREAM_TRAILING_WINDOWS_MIN must not exceed STREAM_TRAILING_WINDOWS")
        return self
