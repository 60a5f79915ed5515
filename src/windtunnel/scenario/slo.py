"""Thresholds: ``"latency{phase:baseline}": ["p(95)<3s"]``."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.kernel.quantities import parse_duration

METRICS = ("latency", "success", "acknowledgement", "attempts")
PHASES = ("baseline", "fault", "recovery")
_SCOPE = re.compile(r"^(?P<metric>[\w-]+)(?:\{(?P<tags>[^{}]*)\})?$")
_EXPRESSION = re.compile(
    r"^\s*(?P<aggregate>p\((?P<rank>\d+(?:\.\d+)?)\)|avg|min|max|med|rate|count)\s*"
    r"(?P<comparison><=|>=|<|>)\s*(?P<limit>\S+)\s*$"
)
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Threshold:
    """One threshold.

    Args:
        metric: what is measured.
        phase: the phase it is limited to, if any.
        expression: as written (``p(95)<3s``).
        aggregate: ``p``, ``avg``, ``min``, ``max``, ``med``, ``rate`` or ``count``.
        rank: the percentile, for ``p``.
        comparison: operator.
        limit: in seconds, or a plain number.
    """

    metric: str
    phase: str | None
    expression: str
    aggregate: str
    rank: float | None
    comparison: str
    limit: float

    @property
    def name(self) -> str:
        """The threshold as people write it."""
        scope = f"{{phase:{self.phase}}}" if self.phase else ""
        return f"{self.metric}{scope} {self.expression}"

    def holds(self, value: float) -> bool:
        """Tell whether a measured value satisfies it."""
        return COMPARISONS[self.comparison](value, self.limit)


def read_thresholds(data: Any, *, file: Path | None = None, place: str = "slo") -> tuple[Threshold, ...]:
    """Read thresholds from data.

    Raises:
        UsageError: an expression is malformed.
        UnknownNameError: there is no such metric or phase.
    """
    if not isinstance(data, Mapping):
        raise UsageError("thresholds are a mapping of metric to expressions", file=file, place=place)
    return tuple(
        _read(scope, text, file, f"{place}.{scope}")
        for scope, texts in data.items()
        for text in ([texts] if isinstance(texts, str) else texts)
    )


def _read(scope: str, text: str, file: Path | None, place: str) -> Threshold:
    scoped = _SCOPE.match(scope)
    parsed = _EXPRESSION.match(text)
    if scoped is None or parsed is None:
        raise UsageError(
            f"{scope!r}: {text!r} is not a threshold; write p(95)<3s or rate>=0.99", file=file, place=place
        )
    if scoped["metric"] not in METRICS:
        raise UnknownNameError("metric", scoped["metric"], METRICS, file=file, place=place)
    try:
        limit = _limit(parsed["limit"])
    except ValueError as error:
        raise UsageError(str(error), file=file, place=place) from error
    return Threshold(
        metric=scoped["metric"],
        phase=_phase(scoped["tags"], file, place),
        expression=text.strip(),
        aggregate="p" if parsed["rank"] else parsed["aggregate"],
        rank=float(parsed["rank"]) if parsed["rank"] else None,
        comparison=parsed["comparison"],
        limit=limit,
    )


def _limit(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return parse_duration(text)


def _phase(tags: str | None, file: Path | None, place: str) -> str | None:
    if not tags:
        return None
    name, _, value = tags.partition(":")
    if name.strip() != "phase":
        raise UnknownNameError("tag", name.strip(), ("phase",), file=file, place=place)
    if value.strip() not in PHASES:
        raise UnknownNameError("phase", value.strip(), PHASES, file=file, place=place)
    return value.strip()


def measure(threshold: Threshold, samples: Sequence[float]) -> float | None:
    """Return the aggregate of ``samples``; ``None`` when there are none."""
    if not samples:
        return None
    ordered = sorted(samples)
    match threshold.aggregate:
        case "p":
            return percentile(ordered, threshold.rank or 0.0)
        case "med":
            return percentile(ordered, 50.0)
        case "min":
            return ordered[0]
        case "max":
            return ordered[-1]
        case "count":
            return float(len(ordered))
        case _:
            return sum(ordered) / len(ordered)


def percentile(ordered: Sequence[float], rank: float) -> float:
    """Return a percentile of ascending samples: the smallest value that ``rank`` percent do not exceed."""
    index = max(0, math.ceil(rank / 100 * len(ordered)) - 1)
    return ordered[index]
