"""What families of rules say."""

from __future__ import annotations

from windtunnel.contract.diff.finding import Direction
from windtunnel.contract.diff.rules.hit import Hit, View

from ..changing import TODAY


def test_a_view_is_of_a_request_or_not() -> None:
    """The side decides which way a change breaks."""
    assert View(Direction.REQUEST, TODAY).is_request
    assert not View(Direction.RESPONSE, TODAY).is_request


def test_views_that_are_alike_are_the_same_key() -> None:
    """What applies to a pair is worked out once per view."""
    assert len({View(Direction.REQUEST, TODAY), View(Direction.REQUEST, TODAY)}) == 1


def test_a_hit_is_about_the_schema_unless_it_names_a_member() -> None:
    """The plain hit has nothing but its suffix."""
    hit = Hit("max-set")
    assert (hit.member, hit.harmless, hit.rule_id, dict(hit.values)) == ("", None, "", {})
