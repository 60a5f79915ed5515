"""How OpenAI says that its quotas are used up, and what is left of them.

Source: recorded answers and the vendor's error catalogue. ``x-ratelimit-remaining-requests``, ``-tokens`` and
``x-ratelimit-reset-...`` with durations as Go writes them (``6m0s``, ``1.2s``, ``374ms``); a 429 may say
``retry-after-ms`` or ``retry-after``. Some 429 mean that the money is spent.
"""

from __future__ import annotations

import re

import httpx

from ...outbound.dialect import Dialect
from ...outbound.pace import Budget
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import ANSWERED, Outcome, Verdict, classify_status
from .refusals import SPENT, failure_of

KINDS = ("requests", "tokens")
UNIT_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}

_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)")
_DURATION = re.compile(rf"(?:{_PART.pattern})+")
_NUMBER = re.compile(r"\d+")


def classify(response: httpx.Response) -> Verdict:
    """Judge by the status, except that a 429 for want of money is final."""
    verdict = classify_status(response)
    if verdict.outcome is not Outcome.THROTTLED:
        return verdict
    if _is_spent(response):
        return ANSWERED
    if "retry-after" in response.headers or "retry-after-ms" in response.headers:
        return verdict
    exhausted = [budget.reset_seconds for budget in _budgets(response.headers) if budget.remaining < 1.0]
    return Verdict(Outcome.THROTTLED, max(exhausted)) if exhausted else verdict


def observe(response: httpx.Response) -> Budget | None:
    """Return what is left of the quota of requests, or none while tokens are used up."""
    requests, tokens = (_budget(response.headers, kind) for kind in KINDS)
    exhausted = [budget for budget in (requests, tokens) if budget is not None and budget.remaining < 1.0]
    return max(exhausted, key=lambda budget: budget.reset_seconds) if exhausted else requests


def duration_seconds(text: str) -> float | None:
    """Return the seconds of a duration as Go writes it, ``None`` when it is none."""
    if text == "0":
        return 0.0
    if not _DURATION.fullmatch(text):
        return None
    return sum(float(number) * UNIT_SECONDS[unit] for number, unit in _PART.findall(text))


def _budgets(headers: httpx.Headers) -> list[Budget]:
    return [budget for kind in KINDS if (budget := _budget(headers, kind)) is not None]


def _budget(headers: httpx.Headers, kind: str) -> Budget | None:
    remaining = headers.get(f"x-ratelimit-remaining-{kind}", "")
    reset_seconds = duration_seconds(headers.get(f"x-ratelimit-reset-{kind}", ""))
    if reset_seconds is None or not _NUMBER.fullmatch(remaining):
        return None
    return Budget(float(remaining), reset_seconds)


def _is_spent(response: httpx.Response) -> bool:
    try:
        failure = failure_of(response.json())
    except (ValueError, RecursionError):
        return False
    return failure is not None and not SPENT.isdisjoint({failure.code, failure.type})


DIALECT = Dialect(classify=classify, observe=observe)
LIMITER = LimiterSettings(rate=None, pause_seconds_default=20.0)
"""The limits depend on model and usage tier, and every answer tells what is left of them."""
