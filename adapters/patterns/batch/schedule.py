"""When a batch may work: a window of every day, by the clock on the wall of the place that it is off-peak in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """One night's work; times are seconds since the epoch.

    Args:
        day: the local date on which it opens, as ``YYYY-MM-DD``.
        opens_at, closes_at: between them the batch works.
        due_at: when its result was promised.
    """

    day: str
    opens_at: float
    closes_at: float
    due_at: float

    def is_open(self, now: float) -> bool:
        """Return whether the batch may work at a time."""
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True)
class Schedule:
    """A window of every day.

    When the clocks change, a window is an hour longer or shorter than it looks; an opening that falls into the hour
    that is left out is that much later.

    Args:
        opens, closes: on the wall; one that closes no later than it opens ends on the next day.
        due: when the result is promised: the first such time after the opening.
        zone: where the wall is.
    """

    opens: time
    closes: time
    due: time
    zone: ZoneInfo

    def window(self, now: float) -> Window:
        """Return the window that is open at a time, else the next one."""
        today = datetime.fromtimestamp(now, UTC).astimezone(self.zone).date()
        windows = (self._window(today + days * DAY) for days in (-1, 0, 1, 2))
        return next(window for window in windows if window.closes_at > now)

    def before(self, window: Window) -> Window:
        """Return the window of the day before."""
        return self._window(date.fromisoformat(window.day) - DAY)

    def shown(self, moment: float) -> str:
        """Return a time as the wall's clock shows it, with its offset."""
        return datetime.fromtimestamp(moment, UTC).astimezone(self.zone).isoformat(timespec="seconds")

    def _window(self, day: date) -> Window:
        opens_at = self._moment(day, self.opens)
        closes_at = self._moment(day + DAY * (self.closes <= self.opens), self.closes)
        due_at = self._moment(day + DAY * (self.due <= self.opens), self.due)
        return Window(day.isoformat(), opens_at, closes_at, due_at)

    def _moment(self, day: date, wall: time) -> float:
        return datetime.combine(day, wall, self.zone).timestamp()
