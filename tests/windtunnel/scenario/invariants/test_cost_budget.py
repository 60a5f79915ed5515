"""cost-budget: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from windtunnel.kernel.journal import Kind
from windtunnel.scenario.history import HARNESS

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that asks again whatever it costs is caught; it never gives up, either."""
    assert_judged(
        "cost-budget",
        condition="costly",
        mistake="asks-at-any-price",
        also=("bounded-attempts", "poison-isolation"),
    )


def test_lost_answers_are_paid_for_and_refused_connections_are_not() -> None:
    """Several places of an answer are added up."""
    story = Story()
    for outcome in ("ok", "info", "fail"):
        attempt = story.ask("Ask", "a", role="ai", outcome=outcome)
        story.journal.append(Kind.TRANSITION, HARNESS, "cost", key="a", attempt=attempt, part0=30, part1=10)
    both = {"usage": ["body.usage.input_tokens", "body.usage.output_tokens"]}
    assert verdict(story.judge("cost-budget", **both, per_operation=80)) == ("PASS", 1, 0)
    assert verdict(story.judge("cost-budget", **both, per_operation=79)) == ("FAIL", 1, 1)
    assert verdict(story.judge("cost-budget", **both, per_run=79)) == ("FAIL", 1, 1)


def test_an_average_is_judged_over_enough_events() -> None:
    """What costs nothing, and what belongs to no event, is no event."""
    for events, times, expected in ((10, 2, ("FAIL", 10, 1)), (9, 2, ("PASS", 9, 0)), (10, 3, ("PASS", 10, 0))):
        story = Story()
        for key in (*(f"k{number}" for number in range(events) for _ in range(3)), *[None] * 60):
            attempt = story.ask("Ask", key, role="ai")
            story.journal.append(Kind.TRANSITION, HARNESS, "cost", key=key, attempt=attempt, part0=10)
        story.ask("Ask", "free", role="ai")
        assert verdict(story.judge("cost-budget", times=times)) == expected
        assert verdict(story.judge("cost-budget")) == ("PASS", events, 0)


def test_what_belongs_to_no_event_counts_for_the_run_alone_and_other_roles_for_nothing() -> None:
    """A run without a budget may cost anything."""
    story = Story()
    for key, role in ((None, "ai"), ("a", "crm")):
        attempt = story.ask("Ask", key, role=role)
        story.journal.append(Kind.TRANSITION, HARNESS, "cost", key=key, attempt=attempt, part0=100)
    assert verdict(story.judge("cost-budget", per_operation=10)) == ("INCONCLUSIVE", 0, 0)
    assert verdict(story.judge("cost-budget", per_run=99)) == ("FAIL", 0, 1)
    assert verdict(story.judge("cost-budget", per_run=100)) == ("INCONCLUSIVE", 0, 0)
