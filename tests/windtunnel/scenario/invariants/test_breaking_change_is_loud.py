"""breaking-change-is-loud: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from windtunnel.kernel.journal import Kind

from ..rehearsing import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that passes a changed date on is caught."""
    assert_judged(
        "breaking-change-is-loud", condition="dates-changed", mistake="guesses-dates", also=("no-lost-event",)
    )


def test_an_event_that_was_touched_is_judged_once() -> None:
    """A wrong record is one violation; an event that was never accepted is owed nothing."""
    story = Story("routed", "announced")
    story.accept("a")
    for key in ("a", "b"):
        story.ask("Show", key, faults=["html-body"])
    story.journal.append(Kind.EFFECT, "chat", "messages.created", key="a", outcome="routed", wrong="team", id="1")
    assert verdict(story.judge("breaking-change-is-loud")) == ("FAIL", 2, 1)


def test_what_is_left_out_and_said_to_be_missing_is_not_wrong() -> None:
    """An answer without a value is honest when the subject reports it for that key, and a wrong value never is."""
    for left_out, told, expected in ((True, "a", "PASS"), (True, "b", "FAIL"), (False, "a", "FAIL")):
        story = Story("answered")
        story.accept("a")
        story.ask("Query", "a", faults=["html-body"])
        story.report("degraded", told, reason="ContractError: $.totalSize", alarm=True)
        written = "None" if left_out else "'Gold'"
        story.effect("answered", "a", wrong=f"tier={written} where the truth is 'Silver'")
        assert story.judge("breaking-change-is-loud").verdict.value == expected
