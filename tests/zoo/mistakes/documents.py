"""Mistakes of a service that takes documents in."""

from __future__ import annotations

from typing import Any

from ..mistake import Mistake

SCENARIO = "document-intake"
PATTERN = "patterns.document_intake"


def _fills_no_gaps(original: Any) -> Any:
    async def sweep(self: Any) -> int:
        return 0

    return sweep


def _begins_where_it_is_now(original: Any) -> Any:
    def since(self: Any, position: Any) -> float:
        return float(self._clock.now() - self._settings.sweep_seconds)

    return since


def _tries_again_whatever_it_was(original: Any) -> Any:
    async def content(self: Any, document: Any) -> Any:
        for _ in range(4):
            try:
                return await original(self, document)
            except Exception:  # noqa: BLE001  # that is the mistake
                continue
        return await original(self, document)

    return content


def _opens_for_everybody(original: Any) -> Any:
    def verify(*args: Any, **kwargs: Any) -> None:
        return None

    return verify


MISTAKES = (
    Mistake(
        "gaps-never-filled",
        "the vendor delivers everything",
        {f"{PATTERN}.sweep:Sweeper.sweep": _fills_no_gaps},
        "no-lost-event",
        "killed-and-back-filled",
        13,
        scenario=SCENARIO,
    ),
    Mistake(
        "looks-back-a-minute",
        "whatever was missed was missed just now",
        {f"{PATTERN}.sweep:Sweeper._since": _begins_where_it_is_now},
        "no-lost-event",
        "killed-and-back-filled",
        13,
        scenario=SCENARIO,
    ),
    Mistake(
        "deliveries-of-anybody-taken",
        "nobody knows our address",
        {"systems.slack.documents:verify": _opens_for_everybody},
        "webhook-authenticity",
        "forged-deliveries",
        18,
        scenario=SCENARIO,
    ),
    Mistake(
        "refusals-tried-again",
        "every error may pass",
        {"systems.slack.documents:SlackDocuments.content": _tries_again_whatever_it_was},
        "no-retry-on-non-retryable",
        "content-forbidden",
        18,
        scenario=SCENARIO,
    ),
)
