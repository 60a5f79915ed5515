"""How Salesforce says that its quotas are used up: 403, and never 429 or ``Retry-After``.

Source: the vendor's limits and allocations. ``Sforce-Limit-Info: api-usage=18/5000`` counts a rolling 24
hours, so nothing tells when there will be more; ``REQUEST_LIMIT_EXCEEDED`` also stands for too many
long-running requests.
"""

from __future__ import annotations

import re

import httpx

from ...outbound.dialect import Dialect
from ...outbound.pace import Budget
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import Outcome, Verdict, classify_status
from .refusals import LIMIT_EXCEEDED, NOTHING_DONE, error_codes

PAUSE_SECONDS = 300.0
"""Between attempts to find out whether the rolling window has room again."""

_USAGE = re.compile(r"(?:^|;)\s*api-usage=(\d+)/(\d+)")


def classify(response: httpx.Response) -> Verdict:
    """Judge by the vendor's error code where it has one for what stands in the way, else by the status."""
    codes = () if response.is_success else error_codes(response)
    if LIMIT_EXCEEDED in codes:
        return Verdict(Outcome.THROTTLED, PAUSE_SECONDS)
    if NOTHING_DONE.intersection(codes):
        return Verdict(Outcome.UNAVAILABLE)
    return classify_status(response)


def observe(response: httpx.Response) -> Budget | None:
    """Return what is left, once nothing is: before that a window of a day is no reason to slow down."""
    usage = _USAGE.search(response.headers.get("sforce-limit-info", ""))
    if usage is None or int(usage[1]) < int(usage[2]):
        return None
    return Budget(0.0, PAUSE_SECONDS)


DIALECT = Dialect(classify=classify, observe=observe)
LIMITER = LimiterSettings(rate=None, pause_seconds_default=PAUSE_SECONDS)
"""The vendor has no rate per second; the daily allocation depends on edition and licences."""
