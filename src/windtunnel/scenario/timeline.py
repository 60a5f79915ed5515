"""A run over time, for plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from windtunnel.kernel.journal import Event, Kind

from .result import Span, Timeline
from .stage import Run

POINTS_MAX = 600
T = TypeVar("T")
ENTERS = {"enqueued"}
LEAVES = {"acknowledged", "dead-lettered"}


def timeline_of(run: Run) -> Timeline:
    """Return the timeline of a run."""
    history, start = run.history, run.history.settings.start
    last = history.events[-1].at - start if history.events else 0.0
    return Timeline(
        arrivals=thin([event.at - start for event in history.arrivals.values()]),
        latency=thin(list(_latency(run))),
        faults=list(_spans(run)),
        struck=_struck(run),
        breakers=_breakers(run),
        queue_depth=thin(list(_queue_depth(run))),
        dead_letters=thin(list(_dead_letters(run))),
        duration=round(last, 3),
    )


def thin(points: Sequence[T]) -> list[T]:
    """Return at most ``POINTS_MAX`` of the points, evenly chosen, the last one always among them."""
    if len(points) <= POINTS_MAX:
        return list(points)
    step = len(points) / POINTS_MAX
    return [points[int((index + 1) * step) - 1] for index in range(POINTS_MAX)]


def _latency(run: Run) -> Iterator[tuple[float, float]]:
    history, start = run.history, run.history.settings.start
    for key, arrival in history.arrivals.items():
        if history.has_required_outcomes(key) and history.settings.required:
            done = max(history.outcomes[name, key][0].at for name in history.settings.required)
            yield round(arrival.at - start, 3), round(done - arrival.at, 3)


def _spans(run: Run) -> Iterator[Span]:
    for fault in run.plan.terms.faults:
        yield Span(name=f"{fault.kind} on {fault.on}", start=fault.from_, end=fault.until)
    for drift in run.plan.terms.drift:
        end = None if drift.for_ is None else drift.from_ + drift.for_
        yield Span(name=f"{drift.operator} on {drift.on}", start=drift.from_, end=end)
    for role in run.plan.terms.quotas:
        yield Span(name=f"quota of {role}", start=0.0, end=None)


def _struck(run: Run) -> dict[str, list[float]]:
    struck: dict[str, list[float]] = {}
    start = run.history.settings.start
    for attempt in run.history.attempts:
        for fault in attempt.faults:
            struck.setdefault(f"{fault} on {attempt.role}", []).append(round(attempt.start - start, 3))
    for event in run.history.of(Kind.DELIVERY):
        if event.data.get("fault") and not event.data.get("ended"):
            struck.setdefault(f"{event.data['fault']} on {event.actor}", []).append(round(event.at - start, 3))
    return {name: thin(times) for name, times in sorted(struck.items())}


def _breakers(run: Run) -> dict[str, list[tuple[float, str]]]:
    states: dict[str, list[tuple[float, str]]] = {}
    start = run.history.settings.start
    for event in run.history.transitions.get("breaker", ()):
        state = event.data.get("state") or event.data.get("to")
        states.setdefault(str(event.data.get("role")), []).append((round(event.at - start, 3), str(state)))
    return {role: thin(points) for role, points in sorted(states.items())}


def _reports(run: Run) -> Iterator[Event]:
    wanted = ENTERS | LEAVES | {"replayed"}
    return (event for event in run.history.of(Kind.TRANSITION) if event.operation in wanted)


def _queue_depth(run: Run) -> Iterator[tuple[float, int]]:
    start, depth = run.history.settings.start, 0
    for event in _reports(run):
        if event.operation in ENTERS or event.operation == "replayed":
            depth += 1
        elif event.operation in LEAVES:
            depth = max(0, depth - 1)
        yield round(event.at - start, 3), depth


def _dead_letters(run: Run) -> Iterator[tuple[float, int]]:
    start, dead = run.history.settings.start, 0
    for event in _reports(run):
        if event.operation == "dead-lettered":
            dead += 1
        elif event.operation == "replayed":
            dead = max(0, dead - 1)
        else:
            continue
        yield round(event.at - start, 3), dead
