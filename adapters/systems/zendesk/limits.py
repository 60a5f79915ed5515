"""How Zendesk says that its quotas are used up.

Sources: recorded answers. Every answer carries the account's quota (``ratelimit-remaining``,
``ratelimit-reset`` in seconds) and those of single endpoints, ``zendesk-ratelimit-tickets-index: total=100;
remaining=99; resets=17``, also spelt ``zendesk-rate-limit-...``. A 429 says ``Retry-After``.
"""

from __future__ import annotations

import re

import httpx

from ...outbound.dialect import Dialect
from ...outbound.intent import intent_of
from ...outbound.pace import Budget, Rate
from ...outbound.ratelimit import LimiterSettings
from ...outbound.verdict import Outcome, Verdict, classify_status

UPDATE_TICKET = "UpdateTicket"

_ENDPOINT_NAMES = ("zendesk-ratelimit-", "zendesk-rate-limit-")
_ENDPOINT_QUOTA = re.compile(r"total=\d+; ?remaining=(\d+); ?resets=(\d+)")
_NUMBER = re.compile(r"\d+")


def classify(response: httpx.Response) -> Verdict:
    """Judge by the status; a 429 without ``Retry-After`` lasts until the exhausted quota is full again."""
    verdict = classify_status(response)
    if verdict.outcome is not Outcome.THROTTLED or "retry-after" in response.headers:
        return verdict
    return Verdict(Outcome.THROTTLED, _reset_seconds(response.headers))


def observe(response: httpx.Response) -> Budget | None:
    """Return what is left of the account's quota."""
    remaining = _number(response.headers.get("ratelimit-remaining"))
    reset_seconds = _number(response.headers.get("ratelimit-reset"))
    return None if remaining is None or reset_seconds is None else Budget(remaining, reset_seconds)


def scope_of(request: httpx.Request) -> str | None:
    """Name the one operation that has a quota of its own here, and is called often enough to meet it."""
    operation = intent_of(request).operation
    return operation if operation == UPDATE_TICKET else None


def _reset_seconds(headers: httpx.Headers) -> float | None:
    values = (value for name, value in headers.multi_items() if name.startswith(_ENDPOINT_NAMES))
    quotas = [match for value in values if (match := _ENDPOINT_QUOTA.fullmatch(value))]
    exhausted = [float(match[2]) for match in quotas if match[1] == "0"]
    return max(exhausted) if exhausted else _number(headers.get("ratelimit-reset"))


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and _NUMBER.fullmatch(text) else None


DIALECT = Dialect(classify=classify, scope_of=scope_of, observe=observe)
LIMITER = LimiterSettings(
    rate=None, rate_per_scope=Rate(requests=100, per_seconds=60.0, burst=20), pause_seconds_default=60.0
)
"""100 updates of tickets a minute (300 with an add-on); the answers tell what is left of the plan's quota."""
