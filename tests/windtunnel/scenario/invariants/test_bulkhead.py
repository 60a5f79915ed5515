"""bulkhead: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject with one pool for all systems is caught when one of them hangs."""
    assert_judged("bulkhead", scenario="assistant/assistant", condition="mind-silent", mistake="shares-slots")


def test_a_role_that_answers_in_time_is_not_judged() -> None:
    """Nothing hung."""
    story = Story()
    story.ask("Post", "a", seconds=1.0)
    assert verdict(story.judge("bulkhead")) == ("INCONCLUSIVE", 0, 0)


def test_a_hanging_role_holds_no_more_than_its_slots() -> None:
    """Requests without an answer are counted, wherever they began."""
    story = Story()
    for number in range(3):
        story.send("Post", f"key-{number}")
    assert verdict(story.judge("bulkhead", slots=3)) == ("PASS", 3, 0)
    assert verdict(story.judge("bulkhead", slots=2)) == ("FAIL", 3, 1)


def flooded(*, before: float, meanwhile: float, calls: int = 5, related: bool = False, later: bool = False) -> Story:
    """Calls take some time, and then some time while a role hangs."""
    story = Story()
    keys = [f"k{number}" for number in range(calls)]
    for key in keys:
        story.call(key, seconds=before)
    story.now += 1.0
    hanging = story.send("Look", keys[0] if related else "x", role="crm")
    if later:
        story.now += 20.0
        story.end(hanging)
    for key in keys:
        if related:
            story.end(story.send("Look", key, role="crm"))
        story.call(key, seconds=meanwhile)
    if not later:
        story.now += 20.0
        story.end(hanging)
    return story


def test_calls_that_do_not_need_a_hanging_role_are_as_quick_as_before() -> None:
    """Those that need it may wait, and so may those that come later; a few prove nothing."""
    assert verdict(flooded(before=0.1, meanwhile=4.0).judge("bulkhead")) == ("FAIL", 1, 1)
    assert verdict(flooded(before=2.0, meanwhile=4.0).judge("bulkhead")) == ("PASS", 1, 0)
    assert verdict(flooded(before=0.1, meanwhile=0.5).judge("bulkhead")) == ("PASS", 1, 0)
    assert verdict(flooded(before=0.1, meanwhile=4.0, calls=4).judge("bulkhead")) == ("PASS", 1, 0)
    assert verdict(flooded(before=0.1, meanwhile=4.0, related=True).judge("bulkhead")) == ("PASS", 1, 0)
    assert verdict(flooded(before=0.1, meanwhile=4.0, later=True).judge("bulkhead")) == ("PASS", 1, 0)


def test_what_was_held_before_a_role_hung_is_no_flood() -> None:
    """Two requests at once are too many only while it hangs."""
    story = Story()
    first, second = story.send("Look", "a", role="crm"), story.send("Look", "b", role="crm")
    story.now += 1.0
    story.end(first)
    story.end(second)
    story.now += 1.0
    story.ask("Look", "c", role="crm", seconds=9.0)
    assert verdict(story.judge("bulkhead", slots=1)) == ("PASS", 1, 0)


def test_what_comes_when_a_role_answers_again_is_no_flood() -> None:
    """Neither in the role, nor where it is not needed; and a role that is left out is not judged."""
    story = Story()
    for number in range(5):
        story.call(f"before-{number}", seconds=0.1)
    story.ask("Look", "a", role="crm", seconds=9.0)
    story.now += 1.0
    for number in range(5):
        story.call(f"while-{number}", seconds=0.1)
    late = [story.send("Look", f"late-{number}", role="crm") for number in range(3)]
    story.now += 1.0
    for attempt in late:
        story.end(attempt)
    for number in range(5):
        story.call(f"after-{number}", seconds=4.0)
    assert verdict(story.judge("bulkhead", slots=2)) == ("PASS", 1, 0)
    assert verdict(story.judge("bulkhead", slots=2, except_roles=["crm"])) == ("INCONCLUSIVE", 0, 0)


def test_who_waits_for_a_shared_token_needs_the_role_though_nothing_shows_it() -> None:
    """The one request for it holds everybody up; a request that is the event's own holds up nobody else."""
    for path, expected in (("/oauth2/token", ("PASS", 1, 0)), ("/query", ("FAIL", 1, 1))):
        story = Story()
        for number in range(5):
            story.call(f"before-{number}", seconds=0.1)
        story.now += 1.0
        hanging = story.send("Ask", "x", role="crm", path=path)
        for number in range(5):
            story.call(f"while-{number}", seconds=4.0)
        story.end(hanging)
        assert verdict(story.judge("bulkhead")) == expected


def test_calls_that_nobody_took_tell_nothing_of_what_is_usual() -> None:
    """They end at once while the subject is away; answers take the time that they take."""
    for status, expected in ((None, ("PASS", 1, 0)), (200, ("FAIL", 1, 1))):
        story = Story()
        for number in range(5):
            story.call(f"before-{number}", status=status, failure=None if status else "refused")
        story.now += 1.0
        hanging = story.send("Ask", "x", role="crm")
        for number in range(5):
            story.call(f"while-{number}", seconds=4.0)
        story.end(hanging)
        assert verdict(story.judge("bulkhead")) == expected
