"""Limits per model in requests, input and output tokens: the charge on admission, the headers, and the refusal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from windtunnel.contract.profile import Quota
from windtunnel.simulator import Call, QuotaExhausted
from windtunnel.simulator.quotas import Allowance
from windtunnel.world.http import Response

from .context import whole_moment
from .refusals import Refused, envelope

if TYPE_CHECKING:
    from .system import Anthropic

MODEL = "model"
REQUESTS, INPUT, OUTPUT = "requests_per_minute", "input_tokens_per_minute", "output_tokens_per_minute"
TOLD_STATUSES = (200, 429)
PREFIX = "anthropic-ratelimit"
ROUNDED_TO = 1000
ADVICE = (
    " For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers for current"
    " usage. Please reduce the prompt length or the maximum tokens requested, or try again later. You may also contact"
    " sales at https://claude.com/contact-sales to discuss your options for a rate limit increase."
)


class RateLimits:
    """The limits of one organization.

    Args:
        system: the simulator.
    """

    def __init__(self, system: Anthropic) -> None:
        self._system = system
        quotas = [quota for quota in system.profile.quotas if quota.resource == MODEL]
        self._covered = frozenset(each for quota in quotas for each in quota.operations)
        self._told = frozenset(next(quota for quota in quotas if quota.name == REQUESTS).operations)

    def covers(self, operation_id: str) -> bool:
        """Tell whether an operation is limited per model."""
        return operation_id in self._covered

    def admit(self, call: Call, input_tokens: int, output_tokens: int) -> None:
        """Charge the tokens of a call before it is answered; calls of a batch are outside of limits.

        Raises:
            Refused: no pause would be long enough for so many.
            QuotaExhausted: a limit is reached.
        """
        if call.facts.get("batch"):
            return
        for name, tokens in ((INPUT, input_tokens), (OUTPUT, output_tokens)):
            self._check_size(call, name, tokens)
            try:
                allowance = self._system.meters.charge(name, call.parameters[MODEL], tokens, call.now)
            except QuotaExhausted as problem:
                call.allowances.append(problem.allowance)
                raise
            call.allowances.append(allowance)

    def headers(self, call: Call, status: int) -> list[tuple[str, str]]:
        """Return the headers that tell how a call stands with the limits of its model."""
        if status not in TOLD_STATUSES or call.operation_id not in self._told or MODEL not in call.parameters:
            return []
        known = {allowance.quota.name: allowance for allowance in call.allowances}
        by_name = {name: known.get(name) or self._untouched(name, call) for name in (REQUESTS, INPUT, OUTPUT)}
        tokens = [by_name[INPUT], by_name[OUTPUT]]
        return [
            *_headers("requests", [by_name[REQUESTS]], call.now, 1),
            *_headers("tokens", tokens, call.now, ROUNDED_TO),
            *_headers("input-tokens", tokens[:1], call.now, ROUNDED_TO),
            *_headers("output-tokens", tokens[1:], call.now, ROUNDED_TO),
        ]

    def refusal(self, allowance: Allowance, call: Call, request_id: str) -> Response:
        """Return the 429 that tells which limit is reached, and for how long."""
        response = envelope(Refused(self._message(allowance.quota, allowance.limit, call), status=429), request_id)
        response.headers.append(("retry-after", str(math.ceil(allowance.level.retry_after_seconds))))
        return response

    def _check_size(self, call: Call, name: str, tokens: int) -> None:
        meter = self._system.meters.meter(name)
        if tokens > meter.limit and self._system.meters.enforced:
            raise Refused(self._message(meter.quota, meter.limit, call), status=429, retry=False)

    def _message(self, quota: Quota, limit: float, call: Call) -> str:
        subject = quota.name.removesuffix("_per_minute").replace("_", " ")
        organization = self._system.credentials["organization"]
        model = f", model: {call.parameters[MODEL]}" if MODEL in call.parameters else ""
        return (
            f"This request would exceed your organization's rate limit of {int(limit):,} {subject} per minute (org:"
            f" {organization}{model}).{ADVICE}"
        )

    def _untouched(self, name: str, call: Call) -> Allowance:
        """Return how a quota stands that the call was not charged for; charging nothing always goes through."""
        return self._system.meters.charge(name, call.parameters[MODEL], 0, call.now)


def requested_model(body: object) -> str:
    """Return the name of the model that a body asks for; empty when it names none."""
    name = body.get(MODEL) if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""


def _headers(unit: str, allowances: list[Allowance], now: float, rounded_to: int) -> list[tuple[str, str]]:
    remaining = sum(allowance.level.remaining for allowance in allowances)
    reset = max(allowance.level.reset_seconds for allowance in allowances)
    return [
        (f"{PREFIX}-{unit}-limit", str(int(sum(allowance.limit for allowance in allowances)))),
        (f"{PREFIX}-{unit}-remaining", str(_rounded(remaining, rounded_to))),
        (f"{PREFIX}-{unit}-reset", whole_moment(now + reset)),
    ]


def _rounded(remaining: float, step: int) -> int:
    """Return ``remaining`` rounded to the nearest ``step``."""
    return math.floor(remaining / step + 0.5) * step if step > 1 else int(remaining)
