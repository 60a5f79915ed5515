"""Records that say something else than the truth are found, and those that honestly say less are not."""

from __future__ import annotations

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants.falsehoods import false_records

from .stories import Story


def test_only_false_records_of_the_keys_that_are_asked_for_are_returned() -> None:
    """What is left out is false only where nobody said so; an effect that is no outcome is none."""
    story = Story("posted")
    for key, wrong in (("a", None), ("b", "total=1 where the truth is 2"), ("c", "total=None where the truth is 2")):
        story.effect("posted", key, wrong=wrong)
    story.effect("posted", "d", wrong="total=None where the truth is 2")
    story.effect("posted", "e", wrong="total=1 where the truth is 2")
    for key in "bc":
        story.report("degraded", key)
    history = History(story.journal, story.settings, story.surfaces)
    assert list(false_records(history, ["a", "b", "c", "d"])) == ["b", "d"]
