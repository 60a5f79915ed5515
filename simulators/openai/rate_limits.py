"""Limits per model in requests and tokens: the charge on admission, the headers, and the refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from windtunnel.contract.profile import Quota
from windtunnel.simulator import Call, QuotaExhausted
from windtunnel.simulator.quotas import Allowance
from windtunnel.world.http import Response

from .durations import go_duration
from .refusals import Refused, envelope

MODEL = "model"
WINDOWS = {60.0: "min", 3600.0: "hour", 86400.0: "day"}
LEARN_MORE = "Visit https://platform.openai.com/account/rate-limits to learn more."
TOLD_STATUSES = (200, 429)

if TYPE_CHECKING:
    from .system import OpenAI


class RateLimits:
    """The limits of one account.

    Args:
        system: the simulator.
    """

    def __init__(self, system: OpenAI) -> None:
        self._system = system
        quotas = [quota for quota in system.profile.quotas if quota.resource == MODEL]
        self._tokens = {each: quota.name for quota in quotas if quota.unit == "token" for each in quota.operations}
        self._covered = frozenset(each for quota in quotas for each in quota.operations)

    def covers(self, operation_id: str) -> bool:
        """Tell whether an operation is limited per model."""
        return operation_id in self._covered

    def admit(self, call: Call, tokens: int) -> None:
        """Charge the tokens that a call may take, before it is worked on; calls of a batch are outside of limits.

        Raises:
            Refused: no pause would be long enough for so many.
            QuotaExhausted: the limit is reached.
        """
        name = self._tokens.get(call.operation_id)
        if name is None or call.facts.get("batch"):
            return
        try:
            self._check_size(call, name, tokens)
            allowance = self._system.meters.charge(name, call.parameters[MODEL], tokens, call.now)
        except QuotaExhausted as problem:
            call.allowances.append(problem.allowance)
            raise
        call.allowances.append(allowance)

    def headers(self, call: Call, status: int) -> list[tuple[str, str]]:
        """Return the headers that tell how a call stands with the limits of its model."""
        if status not in TOLD_STATUSES or not self.covers(call.operation_id):
            return []
        allowances = [each for each in call.allowances if each.quota.resource == MODEL]
        requests = [each for each in allowances if each.quota.unit == "request"]
        tokens = [each for each in allowances if each.quota.unit == "token"] or self._untouched(call)
        told = [("requests", min(requests, key=_remaining))] if requests else []
        told += [("tokens", allowance) for allowance in tokens[:1]]
        return [header for unit, allowance in told for header in _headers(unit, allowance)]

    def refusal(self, allowance: Allowance, call: Call) -> Response:
        """Return the 429 that tells which limit is reached, and for how long."""
        quota, level = allowance.quota, allowance.level
        requested = 1 if quota.unit == "request" else math.ceil(call.facts.get("tokens_requested", 0))
        used = math.ceil(allowance.limit - level.remaining)
        message = (
            f"Rate limit reached for {self._subject(quota, call)} on {_unit(quota)}: Limit {int(allowance.limit)},"
            f" Used {used}, Requested {requested}. Please try again in {go_duration(level.retry_after_seconds)}."
            f" {LEARN_MORE}"
        )
        response = envelope(_refused(message, quota))
        response.headers.append(("retry-after", str(math.ceil(level.retry_after_seconds))))
        response.headers.append(("retry-after-ms", str(math.ceil(level.retry_after_seconds * 1000))))
        return response

    def _check_size(self, call: Call, name: str, tokens: int) -> None:
        call.facts["tokens_requested"] = tokens
        meter = self._system.meters.meter(name)
        if tokens > meter.limit and self._system.meters.enforced:
            raise _refused(
                f"Request too large for {self._subject(meter.quota, call)} on {_unit(meter.quota)}: Limit"
                f" {int(meter.limit)}, Requested {tokens}. The input or output tokens must be reduced in order to"
                f" run successfully. {LEARN_MORE}",
                meter.quota,
            )

    def _untouched(self, call: Call) -> list[Allowance]:
        name = self._tokens.get(call.operation_id)
        bucket = call.parameters.get(MODEL, "")
        return [self._system.meters.charge(name, bucket, 0, call.now)] if name else []

    def _subject(self, quota: Quota, call: Call) -> str:
        organization = self._system.credentials["organization"]
        if quota.resource == MODEL:
            return f"{call.parameters[MODEL]} in organization {organization}"
        return f"{quota.name.partition('_per_')[0].replace('_', ' ')} in organization {organization}"


def requested_model(body: object, default: str | None) -> str:
    """Return the name of the model that a body asks for; empty when it names none."""
    name = body.get(MODEL, default) if isinstance(body, Mapping) else None
    return name if isinstance(name, str) else ""


def _remaining(allowance: Allowance) -> float:
    return allowance.level.remaining


def _headers(unit: str, allowance: Allowance) -> list[tuple[str, str]]:
    return [
        (f"x-ratelimit-limit-{unit}", str(int(allowance.limit))),
        (f"x-ratelimit-remaining-{unit}", str(int(allowance.level.remaining))),
        (f"x-ratelimit-reset-{unit}", go_duration(allowance.level.reset_seconds)),
    ]


def _unit(quota: Quota) -> str:
    """Return ``tokens per min (TPM)`` and its like."""
    window = WINDOWS[quota.window_seconds or 60.0]
    return f"{quota.unit}s per {window} ({quota.unit[0].upper()}P{window[0].upper()})"


def _refused(message: str, quota: Quota) -> Refused:
    return Refused(message, status=429, kind=f"{quota.unit}s", code="rate_limit_exceeded")
