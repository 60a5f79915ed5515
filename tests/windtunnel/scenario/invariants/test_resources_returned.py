"""resources-returned: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that starts a task per failure, and forgets it, is caught."""
    assert_judged("resources-returned", condition="silent", mistake="leaves-tasks-behind")


def test_growth_that_is_allowed_and_tasks_that_are_left() -> None:
    """A pool may fill; after the end there is nothing."""
    story = Story()
    story.fact("resources", None, moment="started", tasks=["work"])
    story.fact("resources", None, moment="quiet", tasks=["poll", "work"])
    story.fact("resources", None, moment="stopped", tasks=["poll"])
    assert verdict(story.judge("resources-returned")) == ("FAIL", 2, 2)
    assert verdict(story.judge("resources-returned", growth=1)) == ("FAIL", 2, 1)


def test_a_stream_that_was_neither_read_nor_closed_is_held() -> None:
    """Unless its owner was killed."""
    story = Story()
    story.send("Ask", "a")
    story.die()
    story.fact("resources", None, moment="stopped", tasks=[])
    assert verdict(story.judge("resources-returned")) == ("PASS", 1, 0)
    story.now += 1
    story.send("Ask", "b")
    story.fact("resources", None, moment="stopped", tasks=[])
    assert verdict(story.judge("resources-returned")) == ("FAIL", 2, 1)


def test_growth_has_a_limit() -> None:
    """Two more tasks are too many where one more is allowed."""
    story = Story()
    story.fact("resources", None, moment="started", tasks=[])
    story.fact("resources", None, moment="quiet", tasks=["poll", "work"])
    story.fact("resources", None, moment="stopped", tasks=[])
    assert verdict(story.judge("resources-returned", growth=1)) == ("FAIL", 2, 1)


def test_what_was_sent_after_the_last_count_may_still_be_open() -> None:
    """And only counts in which all is done are compared with the start."""
    story = Story()
    story.fact("resources", None, moment="quiet", tasks=["early"])
    story.fact("resources", None, moment="started", tasks=[])
    story.fact("resources", None, moment="working", tasks=["one"])
    story.fact("resources", None, moment="quiet", tasks=[])
    story.send("Post", "a")
    assert verdict(story.judge("resources-returned")) == ("PASS", 3, 0)


def test_a_request_that_was_answered_is_not_held() -> None:
    """One that was not is."""
    for answered, expected in ((True, "PASS"), (False, "FAIL")):
        story = Story()
        story.fact("resources", None, moment="started", tasks=[])
        attempt = story.send("Post", "a")
        if answered:
            story.end(attempt)
        story.fact("resources", None, moment="quiet", tasks=[])
        assert story.judge("resources-returned").verdict.value == expected
