"""no-secret-leakage: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that logs a credential is caught."""
    assert_judged("no-secret-leakage", condition="calm", mistake="logs-its-token")


def test_a_short_secret_would_be_found_by_accident() -> None:
    """One of eight characters would not."""
    for secret, expected in (("short", "INCONCLUSIVE"), ("long-one", "FAIL")):
        story = Story()
        story.settings = replace(story.settings, secrets={"key": secret})
        story.surfaces["log"] = [f"said {secret}"]
        assert story.judge("no-secret-leakage").verdict.value == expected


def test_a_surface_without_text_proves_nothing() -> None:
    """The journal is always searched."""
    story = Story()
    story.settings = replace(story.settings, secrets={"key": "long-one"})
    story.surfaces["log"] = []
    assert verdict(story.judge("no-secret-leakage")) == ("PASS", 1, 0)


def test_a_journal_that_tells_of_a_record_has_not_leaked_it() -> None:
    """What was written into a system is looked for where it was written; whatever else the journal has is a leak."""
    for reported, expected in ((False, "PASS"), (True, "FAIL")):
        story = Story()
        story.settings = replace(story.settings, secrets={"token": "s3cret-token"})
        story.effect("posted", "a", wrong="s3cret-token")
        if reported:
            story.report("noted", "a", text="s3cret-token")
        assert story.judge("no-secret-leakage").verdict.value == expected
