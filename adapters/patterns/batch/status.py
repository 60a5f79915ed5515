"""What a batch tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .position import Position
from .progress import Progress
from .schedule import Schedule
from .service import Batch

DIGITS = 3


def status_of(batch: Batch[Any], now: float) -> Mapping[str, object]:
    """Return the status as JSON.

    Args:
        batch: see there.
        now: seconds since the epoch.
    """
    run, window, schedule = batch.run, batch.window, batch.settings.schedule
    position = run.position if run is not None else batch.position
    return {
        "batch": batch.name,
        "state": _state(position, running=run is not None),
        "window": {
            "open": window.is_open(now),
            "opens": schedule.shown(window.opens_at),
            "closes": schedule.shown(window.closes_at),
        },
        "run": None if position is None else _run(position, schedule),
        "progress": None if run is None else _progress(run.progress, schedule),
    }


def _state(position: Position | None, *, running: bool) -> str:
    if running:
        return "running"
    if position is None:
        return "waiting"
    return "finished" if position.finished else "stopped"


def _run(position: Position, schedule: Schedule) -> dict[str, object]:
    account = position.account
    return {
        "name": position.run,
        "since": schedule.shown(position.since),
        "until": schedule.shown(position.until),
        "due": schedule.shown(position.due_at),
        "escalated": position.escalated,
        "finished": None if position.finished_at is None else schedule.shown(position.finished_at),
        "chunks": position.chunk,
        "rows": account.rows,
        "applied": account.applied,
        "rejected": account.rejected,
        "skipped": account.skipped,
        "repeated": account.repeated,
        "reasons": dict(account.reasons),
        "labels": dict(position.labels),
    }


def _progress(progress: Progress, schedule: Schedule) -> dict[str, object]:
    eta_seconds, ends_at = progress.eta_seconds, progress.ends_at
    return {
        "bar": progress.bar,
        "done": progress.done,
        "total": progress.total,
        "items_per_second": round(progress.rate, DIGITS),
        "eta_seconds": None if eta_seconds is None else round(eta_seconds, DIGITS),
        "ends": None if ends_at is None else schedule.shown(ends_at),
    }
