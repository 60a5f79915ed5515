"""I26 webhook-authenticity.

A delivery that is unsigned, wrongly signed, tampered with or outside the time window is answered with 4xx and leads to
nothing; the receiver answers every delivery before the vendor's patience ends. Exercised once per forged delivery that
came to somebody. A receiver that does not verify, or not the time, fails under ``forge-delivery``; one that works
before it answers fails when a system is slow.
"""

from __future__ import annotations

from typing import ClassVar

from windtunnel.kernel.journal import Event, Kind

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant

NOBODY_THERE = frozenset({"refused", "reset"})
"""How a delivery fails whose receiver does not run, or dies before it answers."""


class WebhookAuthenticity(Invariant):
    """Only the vendor is believed, and it is answered in time."""

    id: ClassVar = "I26"
    name: ClassVar = "webhook-authenticity"
    about: ClassVar = "forged deliveries are refused with 4xx, genuine ones are answered in time"

    def judge(self, history: History) -> Judgement:
        """Look at how deliveries were answered."""
        answered = history.of(Kind.ACKNOWLEDGEMENT, Kind.DELIVERY)
        forged = [event for event in answered if not event.data.get("genuine", True) and _is_received(event)]
        violations = [_believed(event) for event in forged if not _is_refusal(event)]
        violations += [
            Violation(
                f"{event.data.get('role')} waited {event.data['duration_seconds']:.1f} s for an answer",
                event.key,
                (event.sequence,),
            )
            for event in answered
            if event.data.get("ended") and event.data["duration_seconds"] >= _limit(history, event)
        ]
        return Judgement(len(forged), tuple(violations))


def _is_received(event: Event) -> bool:
    """Tell whether a delivery has ended, and came to somebody: a subject that is dead neither refuses nor believes."""
    return bool(event.data.get("ended")) and event.data.get("failure") not in NOBODY_THERE


def _is_refusal(event: Event) -> bool:
    status = event.data.get("status")
    return status is not None and 400 <= status < 500


def _believed(event: Event) -> Violation:
    message = f"a forged delivery ({event.data.get('fault')}) was answered with {event.data.get('status')}"
    return Violation(message, event.key, (event.sequence,))


def _limit(history: History, event: Event) -> float:
    return history.settings.webhook_timeouts.get(str(event.data.get("role")), float("inf"))
