"""What invariants ask for."""

from __future__ import annotations

from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.sights import Sight, Tag

ASKING = {
    "bounded-staleness": {},
    "cost-budget": {},
    "graceful-degradation": {"roles": ["crm"]},
    "payload-scope": {"fields": ["email"]},
}


def test_an_invariant_that_is_told_nothing_asks_for_nothing_it_cannot_use() -> None:
    """Without roles or fields there is nothing to look at."""
    asking = {name for name, invariant in INVARIANTS.items() if invariant().wanted()}
    assert asking == {"bounded-staleness", "cost-budget"}


def test_no_two_facts_share_a_name() -> None:
    """They would be taken for each other."""
    wanted = [each for name, given in ASKING.items() for each in INVARIANTS[name].with_parameters(given).wanted()]
    names = [each.name for each in wanted]
    assert len(names) == len(set(names)) == 5


def test_sights_say_where_to_look_and_tags_who_may_see() -> None:
    """As the scenario has it."""
    (cost,) = INVARIANTS["cost-budget"].with_parameters({"usage": ["header.x-cost"]}).wanted()
    assert cost == Sight("cost", "answers", {"part0": "header.x-cost"}, ("ai",))
    (tag,) = INVARIANTS["payload-scope"].with_parameters({"fields": ["email"], "roles": ["crm"]}).wanted()
    assert tag == Tag("sensitive-found", ("email",), ("crm",), {})
