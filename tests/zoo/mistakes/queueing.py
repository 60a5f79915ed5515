"""Mistakes of a service that reads invoices from a queue and posts them."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

from ..mistake import Mistake, always

SCENARIO = "supplier-invoices"
PATTERN = "patterns.supplier_invoices"


def _reads_dates_as_americans_do(original: Any) -> Any:
    def calendar(self: Any) -> Any:
        return dataclasses.replace(original(self), order="month-first")

    return calendar


def _counts_cents_in_floats(original: Any) -> Any:
    def bill(invoice: Any, order: Any) -> Any:
        cents = int(float(invoice.total) * 100)
        return original(invoice, order).model_copy(update={"total": Decimal(cents) / 100})

    return bill


def _believes_the_unsure(original: Any) -> Any:
    async def second_opinion(self: Any, *args: Any) -> Any:
        self._limits = dataclasses.replace(self._limits, ai_confidence_min=0.0)
        return await original(self, *args)

    return second_opinion


def _waits_for_nobody(original: Any) -> Any:
    async def earlier_open(self: Any, entry: Any) -> bool:
        return False

    return earlier_open


def _makes_a_key_per_delivery(original: Any) -> Any:
    numbers = iter(range(1, 1_000_000))

    async def post(self: Any, entry: Any) -> Any:
        ready = await self._checked(entry)
        return await self._erp.post(ready.model_copy(update={"key": f"{ready.key}-{next(numbers)}"}))

    return post


def _acknowledges_on_receipt(original: Any) -> Any:
    async def fail(self: Any, delivery: Any, claim: Any, error: Exception) -> None:
        await self._store.complete(claim, "failed")
        await delivery.ack()

    return fail


def _never_gives_up(original: Any) -> Any:
    return lambda **settings: original(**{**settings, "receives_max": 50})


def _delivers_again_and_again(original: Any) -> Any:
    def topics(settings: Any) -> Any:
        return tuple(topic.model_copy(update={"receives_max": 50}) for topic in original(settings))

    return topics


MISTAKES = (
    Mistake(
        "day-and-month-guessed",
        "dates are written as at home",
        {f"{PATTERN}.reading:Reader._calendar": _reads_dates_as_americans_do},
        "breaking-change-is-loud",
        "bill-numbers-as-text",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "money-in-floats",
        "a float has digits enough",
        {f"{PATTERN}.stages:bill": _counts_cents_in_floats},
        "breaking-change-is-loud",
        "bill-numbers-as-text",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "posts-what-nobody-is-sure-of",
        "the model would not say it if it were wrong",
        {
            f"{PATTERN}.reading:Reader._second_opinion": _believes_the_unsure,
            f"{PATTERN}.reading:equally_credible": always(False),
        },
        "breaking-change-is-loud",
        "bill-numbers-as-text",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "order-not-compared",
        "the supplier knows what was ordered",
        {f"{PATTERN}.stages:objection": always(None)},
        "breaking-change-is-loud",
        "bill-numbers-as-text",
        40,
        scenario=SCENARIO,
    ),
    Mistake(
        "order-lost-by-workers",
        "more workers, more invoices",
        {
            f"{PATTERN}.ledger:Ledger.earlier_open": _waits_for_nobody,
            f"{PATTERN}.brokers:IN_ORDER": lambda _: frozenset(),
        },
        "order-per-key",
        "quota-cut",
        28,
        scenario=SCENARIO,
    ),
    Mistake(
        "key-per-delivery-of-a-bill",
        "every request is something of its own",
        {f"{PATTERN}.stages:Posting._post": _makes_a_key_per_delivery},
        "idempotency-key-stable",
        "poison",
        14,
        scenario=SCENARIO,
    ),
    Mistake(
        "acknowledged-before-the-effect",
        "the message has been received",
        {"brokers.consumer:Consumer._fail": _acknowledges_on_receipt},
        "no-lost-event",
        "erp-flapping",
        14,
        scenario=SCENARIO,
    ),
    Mistake(
        "poison-tried-again-and-again",
        "some day the ERP will take it",
        {f"{PATTERN}.assembly:HoldPolicy": _never_gives_up, f"{PATTERN}.assembly:topics": _delivers_again_and_again},
        "poison-isolation",
        "poison",
        14,
        scenario=SCENARIO,
    ),
)
