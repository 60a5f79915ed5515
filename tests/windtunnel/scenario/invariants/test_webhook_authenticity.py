"""webhook-authenticity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from windtunnel.kernel.journal import Kind

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that does not verify signatures is caught."""
    assert_judged("webhook-authenticity", condition="forged", mistake="believes-everybody")


def delivered(
    story: Story, *, genuine: bool, status: int | None, seconds: float = 0.1, failure: str | None = None
) -> None:
    """A delivery ends."""
    ended: dict[str, Any] = {
        "ended": True,
        "status": status,
        "failure": failure,
        "duration_seconds": seconds,
        "role": "desk",
        "fault": "forged",
    }
    story.journal.append(Kind.DELIVERY, "desk", "webhook", key="a", genuine=genuine, **ended)


def test_a_forged_delivery_is_refused_with_a_4xx() -> None:
    """Whatever else is said, or nothing, believes it; a genuine one may be put off."""
    for status, expected in ((401, "PASS"), (400, "PASS"), (200, "FAIL"), (302, "FAIL"), (500, "FAIL"), (None, "FAIL")):
        story = Story()
        delivered(story, genuine=False, status=status)
        delivered(story, genuine=True, status=503)
        assert verdict(story.judge("webhook-authenticity")) == (expected, 1, int(expected == "FAIL")), status


def test_a_forged_delivery_that_comes_to_nobody_shows_nothing() -> None:
    """The receiver was dead, or died of something else; one that says nothing is another matter."""
    for failure, expected in (
        ("refused", ("INCONCLUSIVE", 0, 0)),
        ("reset", ("INCONCLUSIVE", 0, 0)),
        ("timeout", ("FAIL", 1, 1)),
    ):
        story = Story()
        delivered(story, genuine=False, status=None, failure=failure)
        assert verdict(story.judge("webhook-authenticity")) == expected, failure


def test_every_delivery_is_answered_before_the_vendor_gives_up() -> None:
    """What has only begun has not ended."""
    for seconds, expected in ((4.9, ("INCONCLUSIVE", 0, 0)), (5.0, ("FAIL", 0, 1))):
        story = Story()
        story.settings = replace(story.settings, webhook_timeouts={"desk": 5.0})
        story.journal.append(Kind.DELIVERY, "desk", "webhook", key="a", genuine=False, role="desk")
        delivered(story, genuine=True, status=200, seconds=seconds)
        assert verdict(story.judge("webhook-authenticity")) == expected
