"""How Anthropic says that its quotas are used up, and what is left of them.

Source: Rate limits and Errors. ``anthropic-ratelimit-requests-remaining``, ``-limit``, ``-reset`` and the same for
tokens; resets are RFC 3339 moments at which a bucket is full again. A 429 says ``retry-after``, unless it means that
money is spent; ``x-should-retry`` says whether to try again at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

import httpx

from ...clock import Clock
from ...outbound.dialect import Dialect
from ...outbound.pace import Budget
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import ANSWERED, Outcome, Verdict, classify_status
from .refusals import failure_of, is_spent

PREFIX = "anthropic-ratelimit-requests"
OVERLOADED = 529
_NUMBER = re.compile(r"\d{1,15}")


def dialect(clock: Clock) -> Dialect:
    """Return what the vendor's answers mean.

    Args:
        clock: for resets, which are moments; the answer's own ``Date`` counts where there is one.
    """
    return Dialect(classify=classify, observe=partial(observe, now=clock.now))


def classify(response: httpx.Response) -> Verdict:
    """Judge by the status, except that the vendor can forbid to try again, and that money does not come back."""
    verdict = classify_status(response)
    if response.status_code < 400 or verdict == ANSWERED:
        return verdict
    if response.headers.get("x-should-retry") == "false" or _is_spent(response):
        return ANSWERED
    return Verdict(Outcome.UNAVAILABLE) if response.status_code == OVERLOADED else verdict


def observe(response: httpx.Response, now: Callable[[], float]) -> Budget | None:
    """Return what is left of the quota of requests.

    The bucket fills steadily, so one that is empty has room for a request long before its reset, which is when it is
    full. Tokens are told rounded to thousands, and a question is small: a 429 tells of them soon enough.
    """
    limit, remaining = (_number(response.headers.get(f"{PREFIX}-{name}")) for name in ("limit", "remaining"))
    reset_at = _moment(response.headers.get(f"{PREFIX}-reset"))
    if not limit or remaining is None or reset_at is None:
        return None
    sent_at = _date(response.headers.get("date"))
    until_full = max(0.0, reset_at - (now() if sent_at is None else sent_at))
    return Budget(float(remaining), until_full if remaining >= 1 else until_full / limit)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _moment(text: str | None) -> float | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _date(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text or "").timestamp()
    except (ValueError, IndexError):
        return None


def _is_spent(response: httpx.Response) -> bool:
    try:
        return is_spent(failure_of(response.json()))
    except (ValueError, RecursionError):
        return False


LIMITER = LimiterSettings(rate=None, pause_seconds_default=20.0)
"""The limits depend on model and usage tier, and every answer tells what is left of them."""
