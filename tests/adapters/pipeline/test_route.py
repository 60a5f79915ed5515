"""Routing by rules that are data."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.canonical import Priority
from adapters.errors import ConfigurationError
from adapters.pipeline.route import Routing, load_routing
from tests.adapters.pipeline.fakes import customer

RULES = Routing.model_validate(
    {
        "default_team": "general",
        "review_team": "review",
        "teams": [
            {"name": "fraud", "categories": ["*_not_recognised"]},
            {"name": "cards", "categories": ["card_*"]},
        ],
        "priorities": [
            {"priority": "high", "tiers": ["gold"]},
            {"priority": "urgent", "categories": ["lost_*"]},
        ],
    }
)


@pytest.mark.parametrize(
    ("category", "team"),
    [
        ("card_arrival", "cards"),
        ("Card_Arrival", "cards"),
        ("card_payment_not_recognised", "fraud"),
        ("weather", "general"),
    ],
)
def test_the_first_matching_pattern_decides(category: str, team: str) -> None:
    """In the order of the rules, else the default team."""
    assert RULES.team(category) == team


@pytest.mark.parametrize(
    ("category", "tier", "current", "priority"),
    [
        ("weather", None, None, None),
        ("weather", "Gold", None, Priority.HIGH),
        ("lost_card", "Gold", None, Priority.URGENT),
        ("weather", "silver", Priority.LOW, Priority.LOW),
        ("weather", "gold", Priority.URGENT, Priority.URGENT),
    ],
)
def test_the_highest_priority_wins_and_none_is_lowered(
    category: str, tier: str | None, current: Priority | None, priority: Priority | None
) -> None:
    """Rules by category and tier add up; what is on the ticket stays if it is higher."""
    assert RULES.priority(category, customer("a@b.c", tier=tier), current) is priority
    assert RULES.priority("weather", None, None) is None


def test_the_rules_that_come_along_send_known_categories_to_a_team() -> None:
    """The bundled file is valid and its patterns match."""
    routing = load_routing()
    assert routing.team("card_arrival") == "cards"
    assert routing.team("lost_or_stolen_phone") == "security"
    assert routing.team("Refund_not_showing_up") == "payments"
    assert routing.team("country_support") == routing.default_team


@pytest.mark.parametrize("text", ["teams: []", "default_team: [", "{default_team: a, review_team: b, team: []}"])
def test_wrong_rules_are_refused_with_the_files_name(tmp_path: Path, text: str) -> None:
    """Missing, unreadable and unknown entries are errors of the configuration."""
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"rules\.yaml"):
        load_routing(path)
    with pytest.raises(ConfigurationError, match=r"none\.yaml"):
        load_routing(tmp_path / "none.yaml")
