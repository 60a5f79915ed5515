"""Reads the date off a receipt: many notations, and which of several dates is the invoice's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .evidence import Candidate, best
from .numbers import invoice_number

Order = Literal["day-first", "month-first", "unknown"]
PLAIN, LABELLED, TIMED = 0.65, 0.25, 0.1
"""How far a date is believed to be the invoice's: as such, next to a word for it, next to a time of day."""
SOLE = 0.2
"""A receipt with one date has hardly another date that was overlooked."""
AMBIGUOUS_COST = 0.45
REPAIRED_COST = 0.4

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier",
            "feb february februar fevrier février",
            "mar march märz maerz mars mrz",
            "apr april avril",
            "may mai",
            "jun june juni juin",
            "jul july juli juillet",
            "aug august août aout",
            "sep sept september septembre",
            "oct october okt oktober octobre",
            "nov november novembre",
            "dec december dez dezember décembre decembre",
        ),
        1,
    )
    for name in names.split()
}
_DIGIT = "[0-9OolI]"
_SEPARATOR = r"\s?[./-]\s?"
_YEAR_FIRST = re.compile(
    rf"(?<![\w/.-])({_DIGIT}{{4}}){_SEPARATOR}({_DIGIT}{{1,2}}){_SEPARATOR}({_DIGIT}{{1,2}})(?!\w)"
)
_YEAR_LAST = re.compile(
    rf"(?<![\w/.-])({_DIGIT}{{1,2}}){_SEPARATOR}({_DIGIT}{{1,2}}){_SEPARATOR}({_DIGIT}{{4}}|{_DIGIT}{{2}})(?![\w/-])"
)
_DAY_MONTH_NAME = re.compile(
    rf"(?<![\w/])({_DIGIT}{{1,2}})(?:st|nd|rd|th)?[\s./-]{{0,2}}([A-Za-zäéû]{{3,9}})[\s./,-]{{0,2}}([0-9]{{4}}|[0-9]{{2}})(?!\w)"
)
_MONTH_NAME_DAY = re.compile(r"\b([A-Za-zäéû]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})(?!\w)")
_COMPACT = re.compile(r"(?<![\w.])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?!\w)")
_COMPACT_DAY_FIRST = re.compile(r"(?<![\w.])([0-3][0-9])([01][0-9])((?:19|20)[0-9]{2})(?!\w)")
_LABEL = re.compile(
    r"\b(?:biz\s*)?d[a4]te[d]?\b|\bdatum\b|\bissued\b|\binvoice\s*d|\btax\s*point|\bdt\b|datetime", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:due|exp\w*|valid\w*|until|before|delivery|deliver|period|from|print\w*|fällig\w*|order(?:ed)?\s*d|return|"
    r"since|est|act|lieferdatum|échéance)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b[0-2]?[0-9]\s?:\s?[0-5][0-9](?:\s?:\s?[0-5][0-9])?\b")
_MISREAD = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known about dates before any is read.

    Args:
        today: an invoice is not dated later, but for a day of other time zones.
        days_max: how old an invoice can be.
        order: how the senders write ``03/04/2026``.
    """

    today: date
    days_max: int
    order: Order

    def admits(self, day: date) -> bool:
        """Return whether an invoice can have this date."""
        return self.today - timedelta(days=self.days_max) <= day <= self.today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    ambiguous: bool
    repaired: bool


def read_date(rows: Sequence[str], calendar: Calendar) -> tuple[Candidate[date], ...]:
    """Return the dates that the invoice in ``rows`` may have, the most credible first, each with its confidence."""
    candidates = []
    for number, row in enumerate(rows):
        for found in _dates(row, calendar):
            if calendar.admits(found.day):
                before = rows[number - 1] if number else ""
                candidates.append(Candidate(found.day, _confidence(found, row, before)))
    alone = SOLE if len({candidate.value for candidate in candidates}) == 1 else 0.0
    return best(Candidate(candidate.value, candidate.confidence + alone) for candidate in candidates)


def dates_beside_number(rows: Sequence[str], calendar: Calendar) -> frozenset[date]:
    """Return the dates in the row of the invoice's number, or in the one below: they are hardly of anything else."""
    numbered = [number for number, row in enumerate(rows) if invoice_number([row]) is not None]
    near = [rows[number] for first in numbered for number in (first, first + 1) if number < len(rows)]
    return frozenset(found.day for row in near for found in _dates(row, calendar) if calendar.admits(found.day))


def _confidence(found: _Found, row: str, before: str) -> float:
    labelled = bool(_LABEL.search(row) or (_LABEL.search(before) and len(before) < len(row) + 12))
    confidence = PLAIN + LABELLED * labelled + TIMED * bool(_TIME.search(row))
    confidence -= 0.35 if _OTHER.search(row) else 0.0
    confidence -= AMBIGUOUS_COST if found.ambiguous else 0.0
    return confidence - (REPAIRED_COST if found.repaired else 0.0)


def _dates(row: str, calendar: Calendar) -> Iterator[_Found]:
    for pattern, read in _NOTATIONS:
        for match in pattern.finditer(row):
            groups = match.groups()
            plain = tuple(group.translate(_MISREAD) if group.isalnum() else group for group in groups)
            repaired = any(a != b for a, b in zip(groups, plain, strict=True)) and pattern not in _WITH_NAMES
            yield from (
                _Found(day, ambiguous, repaired)
                for day, ambiguous in read(groups if pattern in _WITH_NAMES else plain, calendar)
            )


Days = Iterator[tuple[date, bool]]


def _year_first(parts: Sequence[str], calendar: Calendar) -> Days:
    day = _day(parts[0], parts[1], parts[2])
    if day is not None:
        yield day, False


def _year_last(parts: Sequence[str], calendar: Calendar) -> Days:
    """Yield what two numbers and a year mean; a first number over 12 is a day, whatever the convention."""
    day_first, month_first = _day(parts[2], parts[1], parts[0]), _day(parts[2], parts[0], parts[1])
    if day_first is None or month_first is None or day_first == month_first:
        found = day_first or month_first
        if found is not None:
            yield found, False
    elif calendar.order == "unknown":
        yield from ((day_first, True), (month_first, True))
    else:
        yield day_first if calendar.order == "day-first" else month_first, False


def _day_month_name(parts: Sequence[str], calendar: Calendar) -> Days:
    month = _MONTHS.get(parts[1].lower())
    day = month and _day(parts[2], str(month), parts[0].translate(_MISREAD))
    if day:
        yield day, False


def _month_name_day(parts: Sequence[str], calendar: Calendar) -> Days:
    yield from _day_month_name((parts[1], parts[0], parts[2]), calendar)


def _compact_day_first(parts: Sequence[str], calendar: Calendar) -> Days:
    yield from _year_first((parts[2], parts[1], parts[0]), calendar)


_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[Sequence[str], Calendar], Days]], ...] = (
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_DAY_MONTH_NAME, _day_month_name),
    (_MONTH_NAME_DAY, _month_name_day),
    (_COMPACT, _year_first),
    (_COMPACT_DAY_FIRST, _compact_day_first),
)
_WITH_NAMES = (_DAY_MONTH_NAME, _MONTH_NAME_DAY)


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    try:
        return date(number + 2000 if number < 100 else number, int(month), int(day))
    except ValueError:
        return None
