"""What can be set from the environment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ...stores.sqlite import Synchronous
from ...variables import Count, Seconds, ServiceSettings, Share


class Settings(ServiceSettings):
    """Settings of the service; the variable of a field is ``REPLY_`` and its name in capitals.

    Args:
        deadline_seconds: how long a caller waits at most; a caller can ask for less.
        crm_budget_seconds: how long a reply waits for what the CRM knows, account and history together.
        fresh_seconds: how long what the CRM said is used again without asking.
        stale_seconds_max: how old it may be to stand in when the CRM does not answer in time.
        reply_seconds_max: how old a reply to the same question may be to stand in for the AI.
        remembered_max: customers, and replies, that are remembered; the least recently used are forgotten first.
        history_cases: how many earlier cases are looked at.
        confidence_min: a reply below it is marked for review.
        ai_tries: unusable answers of the AI before something else stands in.
        replies_max: replies being worked on at once; further callers are asked to come back.
        concurrency: calls to one system at once.
        body_bytes: longest request body.
        store_path: what remembers idempotency keys: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database.
        store_synchronous: SQLite's ``synchronous``.
        lease_seconds: how long a reply is held by a process that was not heard of since.
        retention_seconds: how long an idempotency key gets the answer that it got first.
    """

    prefix = "REPLY_"

    deadline_seconds: Seconds = 8.0
    crm_budget_seconds: Seconds = 2.0
    fresh_seconds: Seconds = 60.0
    stale_seconds_max: Seconds = 86_400.0
    reply_seconds_max: Seconds = 86_400.0
    remembered_max: Count = 10_000
    history_cases: Annotated[int, Field(ge=1, le=50)] = 5
    confidence_min: Share = 0.5
    ai_tries: Count = 2
    replies_max: Count = 256
    concurrency: Count = 64
    body_bytes: Count = 65_536
    store_path: Annotated[str, Field(min_length=1, repr=False)] = "replies.sqlite"
    store_synchronous: Synchronous = "FULL"
    lease_seconds: Seconds = 3.0
    retention_seconds: Seconds = 86_400.0

    @model_validator(mode="after")
    def _check_budgets(self) -> Self:
        if self.crm_budget_seconds >= self.deadline_seconds:
            raise ValueError("REPLY_CRM_BUDGET_SECONDS must be shorter than REPLY_DEADLINE_SECONDS")
        if self.fresh_seconds > self.stale_seconds_max:
            raise ValueError("REPLY_FRESH_SECONDS must not be longer than REPLY_STALE_SECONDS_MAX")
        return self
