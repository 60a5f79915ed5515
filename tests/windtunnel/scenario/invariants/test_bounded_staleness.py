"""bounded-staleness: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story


def test_the_planted_mistake_is_caught() -> None:
    """A subject whose cache never expires is caught; it passes old values off as fresh, too."""
    assert_judged(
        "bounded-staleness",
        scenario="assistant/assistant",
        condition="calm",
        mistake="caches-for-ever",
        also=("graceful-degradation",),
    )


def served(story: Story, key: str, version: int, **more: object) -> None:
    """Somebody asks and gets a version."""
    story.accept(key)
    story.fact("version-served", key, version=version, **more)


def test_what_is_served_may_be_as_old_as_declared_and_no_older() -> None:
    """The version that was newest so long ago is the least that is served."""
    story = Story()
    story.fact("version-committed", None, version=2, id="rate")
    story.now = 50
    served(story, "a", 1)
    story.now = 70
    served(story, "b", 1)
    served(story, "c", 2)
    judgement = story.judge("bounded-staleness", within_seconds=60)
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (2, ["b"])


def test_a_session_never_goes_back() -> None:
    """Another session may lag behind."""
    story = Story()
    for moment, (person, version) in enumerate((("anna", 2), ("bert", 1), ("anna", 1), ("bert", 2))):
        story.now = float(moment)
        served(story, f"call-{moment}", version, session=person)
    judgement = story.judge("bounded-staleness")
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (2, ["call-2"])
