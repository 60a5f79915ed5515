"""Every mistake is caught by the invariant that it breaks; the reference integration breaks none."""

from __future__ import annotations

import pytest

from .mistake import Mistake
from .mistakes import MISTAKES
from .specimens import reference, with_mistake

pytestmark = pytest.mark.thorough

PLACES = sorted({(mistake.scenario, mistake.condition, mistake.count) for mistake in MISTAKES})


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_caught_by_the_invariant_that_it_breaks(mistake: Mistake) -> None:
    """Under a condition that ``windtunnel run`` reaches by itself."""
    rehearsed = with_mistake(mistake)
    assert mistake.breaks in rehearsed.broken(), (rehearsed.broken(), rehearsed.ended)


@pytest.mark.parametrize(("scenario", "condition", "count"), PLACES, ids=lambda part: str(part))
def test_the_reference_integration_breaks_nothing_there(scenario: str, condition: str, count: int) -> None:
    """With the same events, in the same conditions."""
    rehearsed = reference(scenario, condition, count)
    assert rehearsed.broken() == set()


def test_names_are_given_once() -> None:
    """A mistake is found by its name in the reports."""
    names = [mistake.name for mistake in MISTAKES]
    assert sorted(set(names)) == sorted(names)
