"""Applies the quotas of a profile to calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from windtunnel.contract.profile import Quota
from windtunnel.kernel.errors import UnknownNameError

from ..problem import QuotaExhausted
from .concurrency import Concurrency
from .fixed_window import FixedWindow
from .sliding_window import SlidingWindow
from .token_bucket import TokenBucket
from .window import Level, Window

if TYPE_CHECKING:
    from ..call import Call


class Allowance(NamedTuple):
    """How a call stands with one quota.

    Args:
        quota: the quota as the profile has it.
        limit: its limit with the scale of the run.
        level: how full it is.
        bucket: which of the quota's buckets the call drew from, as ``quota/bucket``.
    """

    quota: Quota
    limit: float
    level: Level
    bucket: str


def window_of(quota: Quota) -> Window:
    """Return the algorithm of ``quota``."""
    if quota.window_seconds is None:
        return Concurrency()
    if quota.algorithm == "fixed-window":
        return FixedWindow(quota.window_seconds)
    if quota.algorithm == "sliding-window":
        return SlidingWindow(quota.window_seconds)
    return TokenBucket(quota.window_seconds, quota.burst)


class Meter:
    """One quota and its buckets."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self.scale = 1.0
        self.window = window_of(quota)
        self.usage: dict[str, Any] = {}

    @property
    def limit(self) -> float:
        """The limit in force; scaling never takes it below one unit."""
        return max(1.0, self.quota.limit * self.scale)

    def charge(self, bucket: str, cost: float, now: float) -> Allowance:
        """Try to spend ``cost`` of ``bucket``."""
        limit = self.limit
        self.usage[bucket], level = self.window.charge(self.usage.get(bucket), limit, cost, now)
        return Allowance(self.quota, limit, level, f"{self.quota.name}/{bucket}")


class Meters:
    """All meters of a simulator.

    Request-counting quotas are charged for every call by the kit. Quotas in other units (tokens, rows, bytes) are
    charged by vendor code, which alone knows the amount.

    Args:
        quotas: the profile's.
    """

    def __init__(self, quotas: tuple[Quota, ...]) -> None:
        self._meters = {quota.name: Meter(quota) for quota in quotas}
        self._by_operation: dict[str, list[Meter]] = {}
        self._held: dict[int, list[tuple[Meter, str]]] = {}
        self.enforced = True

    def names(self) -> list[str]:
        """Return the names of all quotas."""
        return list(self._meters)

    def meter(self, name: str) -> Meter:
        """Return one meter.

        Raises:
            UnknownNameError: no quota has that name.
        """
        if name not in self._meters:
            raise UnknownNameError("quota", name, self._meters)
        return self._meters[name]

    def scale(self, factor: float, name: str | None = None) -> None:
        """Multiply the limit of one quota, or of all, by ``factor``."""
        for meter in [self.meter(name)] if name is not None else self._meters.values():
            meter.scale = factor

    def charge_call(self, call: Call) -> list[Allowance]:
        """Charge every request-counting quota that applies to ``call``.

        Raises:
            QuotaExhausted: one of them refuses; the others were charged all the same, as vendors do.
        """
        allowances: list[Allowance] = []
        refused: Allowance | None = None
        now = call.now
        for meter in self._applicable(call.operation_id):
            bucket = bucket_of(meter.quota, call)
            allowance = meter.charge(bucket, 1.0, now)
            allowances.append(allowance)
            if not allowance.level.allowed:
                refused = refused or allowance
            elif meter.quota.algorithm == "concurrency":
                self._held.setdefault(id(call.request), []).append((meter, bucket))
        call.allowances = allowances
        if refused is not None and self.enforced:
            raise QuotaExhausted(refused)
        return allowances

    def charge(self, name: str, bucket: str, cost: float, now: float) -> Allowance:
        """Charge one quota by name.

        Raises:
            QuotaExhausted: it refuses.
        """
        allowance = self.meter(name).charge(bucket, cost, now)
        if not allowance.level.allowed and self.enforced:
            raise QuotaExhausted(allowance)
        return allowance

    def finished(self, request: object, now: float) -> None:
        """Give back the places that a request held."""
        for meter, bucket in self._held.pop(id(request), ()):
            meter.charge(bucket, -1.0, now)

    def snapshot(self) -> dict[str, tuple[float, dict[str, Any]]]:
        """Return scales and usage as a value."""
        return {name: (meter.scale, dict(meter.usage)) for name, meter in self._meters.items()}

    def restore(self, snapshot: Mapping[str, tuple[float, dict[str, Any]]]) -> None:
        """Become what ``snapshot`` was."""
        for name, meter in self._meters.items():
            scale, usage = snapshot.get(name, (1.0, {}))
            meter.scale, meter.usage = scale, dict(usage)
        self._held.clear()

    def _applicable(self, operation_id: str) -> list[Meter]:
        meters = self._by_operation.get(operation_id)
        if meters is None:
            meters = [
                meter
                for meter in self._meters.values()
                if meter.quota.unit == "request" and _covers(meter.quota, operation_id)
            ]
            self._by_operation[operation_id] = meters
        return meters


def _covers(quota: Quota, operation_id: str) -> bool:
    return "*" in quota.operations or operation_id in quota.operations


def bucket_of(quota: Quota, call: Call) -> str:
    """Return which bucket of ``quota`` a call draws from."""
    match quota.scope:
        case "account":
            return ""
        case "app":
            return call.caller.app
        case "user":
            return call.caller.id
        case "operation":
            return call.operation_id
        case "resource":
            return call.system.resource(quota.resource or "", call)


def named_resource(name: str, call: Call) -> str:
    """Return the path parameter, query parameter or body field ``name`` of ``call``; empty when it has none."""
    if name in call.parameters:
        return call.parameters[name]
    if name in call.arguments:
        return call.arguments[name]
    media = call.request.content_type
    if media == "application/x-www-form-urlencoded":
        return call.form.get(name, "")
    body = call.json if not media or "json" in media else None
    return str(body.get(name, "")) if isinstance(body, Mapping) else ""
