"""What can be set from the environment."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ...stores.sqlite import Synchronous
from ...variables import Count, Name, Seconds, ServiceSettings, Share
from .dates import Order


class Settings(ServiceSettings):
    """Settings of the service; the variable of a field is ``INVOICES_`` and its name in capitals.

    Args:
        store_path: where the ledger of receipts is: an SQLite file, ``:memory:``, or the ``postgresql://`` address of
            a database that several machines share.
        store_synchronous: SQLite's ``synchronous``.
        queue_depth: unsettled receipts beyond which further ones are refused.
        body_bytes: longest receipt.
        readers, posters, tellers: receipts at once: read, posted to the ERP, told to people.
        lanes: senders that are worked on independently.
        date_order: how the senders write ``03/04/2026``.
        age_days_max: how old an invoice can be.
        confidence_min: below it, what the rules read is put to the AI.
        ai_confidence_min: below it, what the AI reads is not believed.
        ai_tries: unusable answers of the AI before a person reads the receipt.
        tolerance: the share by which an invoice may differ from its order, rounding for cash included.
        channel: the chat channel where people find what they have to read.
        attempts_max: deliveries of a receipt before it is a dead letter for good.
        backoff_seconds, backoff_seconds_max: first and longest ceiling of the pause between two deliveries.
        lease_seconds: how long a delivery can stay silent before the receipt is delivered again.
        work_seconds: deadline of all calls that are made in one delivery.
        replays_per_second: dead letters that come back per second after an outage.
        probe_seconds: the longest pause between two questions whether a system has recovered.
        alarm_age_seconds: age of the oldest unsettled receipt at which the audit trail says so.
        drain_seconds: how long a shutdown waits for work under way.
    """

    prefix = "INVOICES_"

    store_path: Annotated[str, Field(min_length=1, repr=False)] = "supplier_invoices.sqlite"
    store_synchronous: Synchronous = "FULL"
    queue_depth: Count = 10_000
    body_bytes: Count = 262_144
    readers: Count = 8
    posters: Count = 3
    tellers: Count = 2
    lanes: Annotated[int, Field(ge=1, le=64)] = 16
    date_order: Order = "unknown"
    age_days_max: Count = 400
    confidence_min: Share = 0.8
    ai_confidence_min: Share = 0.7
    ai_tries: Count = 2
    tolerance: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.01")
    channel: Name = "accounts-payable"
    attempts_max: Count = 8
    backoff_seconds: Seconds = 5.0
    backoff_seconds_max: Seconds = 120.0
    lease_seconds: Seconds = 120.0
    work_seconds: Seconds = 90.0
    replays_per_second: Count = 10
    probe_seconds: Seconds = 300.0
    alarm_age_seconds: Seconds = 900.0
    drain_seconds: Seconds = 10.0
