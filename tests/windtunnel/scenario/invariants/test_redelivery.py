"""The beginning of work on an event is told from trying again what failed."""

from __future__ import annotations

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants.redelivery import beginnings

from .stories import Story


def begun(story: Story) -> dict[str, tuple[list[float], bool]]:
    """Return when work began anew, by key, and whether the subject tells."""
    found = beginnings(History(story.journal, story.settings, story.surfaces))
    return {key: (list(each.moments), each.told) for key, each in found.items()}


def test_who_asks_for_what_was_there_already_begins_anew() -> None:
    """Who only tries again what failed does not, nor who asks twice at once."""
    story = Story()
    story.ask("Read", "a", seconds=1.0)
    story.ask("Post", "a", status=500, seconds=1.0)
    story.ask("Post", "a", status=500, seconds=1.0)
    story.ask("Read", "b", seconds=1.0)
    story.ask("Read", "a", seconds=1.0)
    first, second = story.send("Look", "b"), story.send("Look", "b")
    story.now += 1.0
    story.end(first)
    story.end(second)
    assert begun(story) == {"a": ([4.0], False), "b": ([], False)}


def test_a_subject_may_say_so() -> None:
    """In the order in which it happened, together with what it asks for."""
    story = Story()
    story.ask("Read", "a", seconds=1.0)
    story.now = 5.0
    story.ask("Read", "a", seconds=1.0)
    story.report("started", "a")
    story.report("started", "b")
    story.report("finished", "c")
    assert begun(story) == {"a": ([5.0, 6.0], True), "b": ([6.0], True)}


def test_a_delivery_comes_when_it_begins_and_not_when_it_is_refused() -> None:
    """Its end, a refusal two seconds later, is no delivery of its own."""
    story = Story()
    story.call("a", status=503, seconds=2.0)
    story.now = 10.0
    story.call("a", seconds=1.0)
    story.ask("Read", "a")
    found = beginnings(History(story.journal, story.settings, story.surfaces))
    assert list(found["a"].delivered) == [0.0, 10.0]
