"""What the service tells of itself."""

from __future__ import annotations

from adapters.patterns.personalised_reply.status import Status


def content(*, degraded: bool, needs_review: bool, cost_usd: float) -> dict[str, object]:
    """Return as much of an answer as is counted."""
    return {"degraded": degraded, "needs_review": needs_review, "metadata": {"cost_usd": cost_usd}}


def test_answers_refusals_and_costs_are_counted() -> None:
    """What is given again costs nothing."""
    status = Status(lambda: {"ai": "open"})
    status.answered(content(degraded=False, needs_review=False, cost_usd=0.5), again=False)
    status.answered(content(degraded=True, needs_review=True, cost_usd=0.25), again=False)
    status.answered(content(degraded=True, needs_review=True, cost_usd=0.25), again=True)
    status.refused(422)
    assert status.shown(3) == {
        "in_progress": 3,
        "answers": {"degraded": 1, "needs_review": 1, "replayed": 1, "whole": 1},
        "refusals": {"422": 1},
        "cost_usd": 0.75,
        "breakers": {"ai": "open"},
    }
