"""How Slack says that its quotas are used up, and what each of them counts.

Source: the vendor's rate limits. Quotas count per method and workspace; ``chat.postMessage`` may be called about once
a second per channel, and has a limit for the whole workspace beside that. A 429 says ``Retry-After`` and concerns the
method; nothing tells which of its limits was reached, or what is left.
"""

from __future__ import annotations

import httpx

from ...outbound.dialect import Dialect
from ...outbound.intent import intent_of
from ...outbound.pace import Rate
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import Outcome, Verdict, classify_status
from .refusals import IN_DOUBT, NOTHING_DONE, THROTTLED, error_code, is_ok

SCOPE = "slack.channel"
"""Name of the request extension that tells the channel whose quota the request counts against."""

_OUTCOMES = {
    **dict.fromkeys(THROTTLED, Outcome.THROTTLED),
    **dict.fromkeys(NOTHING_DONE, Outcome.UNAVAILABLE),
    **dict.fromkeys(IN_DOUBT, Outcome.IN_DOUBT),
}


def classify(response: httpx.Response) -> Verdict:
    """Judge by the code that comes with status 200, else by the status."""
    if not response.is_success or is_ok(response):
        return classify_status(response)
    try:
        outcome = _OUTCOMES.get(error_code(response.json()) or "")
    except (ValueError, RecursionError):
        outcome = None
    return Verdict(outcome) if outcome else classify_status(response)


def scope_of(request: httpx.Request) -> str:
    """Name the method, and the channel where the method's quota counts per channel."""
    channel = request.extensions.get(SCOPE)
    operation = intent_of(request).operation
    return f"{operation}:{channel}" if isinstance(channel, str) else operation


def method_of(request: httpx.Request) -> str:
    """Name the method, which is what a 429 concerns."""
    return intent_of(request).operation


DIALECT = Dialect(classify=classify, scope_of=scope_of, pause_scope_of=method_of)
LIMITER = LimiterSettings(
    rate=None,
    rate_per_scope=Rate(requests=1, per_seconds=1.0),
    pause_seconds_default=30.0,
)
"""One request a second per method and channel; where a method allows less, a 429 says so."""
