"""What an answer means for trying again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import httpx

from .extensions import VERDICT


class Outcome(StrEnum):
    """How an attempt ended, as far as trying again is concerned."""

    ANSWERED = "answered"  # a final answer, good or bad: sending the same again changes nothing
    NOT_SENT = "not_sent"  # it cannot have reached the system
    THROTTLED = "throttled"  # refused by a quota, before anything was done
    UNAVAILABLE = "unavailable"  # refused by an outage, before anything was done
    IN_DOUBT = "in_doubt"  # it may have taken effect


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement on an answer; ``retry_after_seconds`` overrides what the headers say."""

    outcome: Outcome
    retry_after_seconds: float | None = None


Classify = Callable[[httpx.Response], Verdict]
"""Judges an answer. A spoke whose vendor says "quota" in other ways than 429 brings its own and falls back on
``classify_status``. The body can be read, except that of a stream, which ``classify_status`` judges
instead."""

ANSWERED = Verdict(Outcome.ANSWERED)
_BY_STATUS = {
    408: Verdict(Outcome.IN_DOUBT),
    429: Verdict(Outcome.THROTTLED),
    501: ANSWERED,
    503: Verdict(Outcome.UNAVAILABLE),
    505: ANSWERED,
}
_SERVER_ERROR = Verdict(Outcome.IN_DOUBT)


def classify_status(response: httpx.Response) -> Verdict:
    """Judge by the status alone (RFC 9110, RFC 6585).

    503 means that nothing was done; other server errors, and 408, can come from a gateway in front of a
    system that has already acted. 501 and 505 will never change.
    """
    status = response.status_code
    if status < 400:
        return ANSWERED
    return _BY_STATUS.get(status) or (_SERVER_ERROR if status >= 500 else ANSWERED)


def verdict_of(response: httpx.Response, classify: Classify) -> Verdict:
    """Return the verdict on ``response``; it is made once and kept with the response."""
    known = response.extensions.get(VERDICT)
    if isinstance(known, Verdict):
        return known
    verdict = classify(response) if response.is_closed else classify_status(response)
    response.extensions[VERDICT] = verdict
    return verdict
