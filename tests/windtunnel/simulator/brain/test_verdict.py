"""Verdicts."""

from __future__ import annotations

import pytest

from windtunnel.simulator.brain.nearest import Neighbour
from windtunnel.simulator.brain.verdict import Labels, Verdict, calibrated, judge

RANKING = [("card_arrival", Neighbour(0, 0.8, False)), ("refund", Neighbour(1, 0.5, False))]


def verdict(labels: list[str] | None, ranking: list[tuple[str, Neighbour]] = RANKING) -> Verdict:
    """Return the verdict among labels."""
    return judge(ranking, "other", Labels(labels) if labels else None, lambda neighbour: ["card", "late"])


def test_the_nearest_label_wins() -> None:
    """Its reason names the words that are shared."""
    judged = verdict(None)
    assert judged == Verdict("card_arrival", 0.8, "It shares 'card', 'late' with a message known as card_arrival.")


def test_labels_are_spelt_as_the_schema_spells_them() -> None:
    """Case and punctuation make no difference."""
    assert verdict(["Refund", "Card arrival"]).label == "Card arrival"


def test_the_next_label_counts_when_the_nearest_is_not_allowed() -> None:
    """With its own confidence."""
    judged = verdict(["refund", "lost"])
    assert (judged.label, judged.confidence) == ("refund", 0.52)


def test_the_nearest_name_counts_when_no_label_is_allowed() -> None:
    """With half the confidence, and it says so."""
    judged = verdict(["shipping", "card_arrivals"])
    assert (judged.label, judged.confidence) == ("card_arrivals", 0.4)
    assert judged.reason == "Nothing known is close; card_arrivals comes nearest."


def test_without_anything_near_the_commonest_label_comes() -> None:
    """With hardly any confidence."""
    assert (verdict(None, []).label, verdict(None, []).confidence) == ("other", 0.05)


@pytest.mark.parametrize(
    ("similarity", "exact", "confidence"), [(1.0, True, 1.0), (1.0, False, 0.99), (0.0, False, 0.05)]
)
def test_only_an_exact_match_is_certain(similarity: float, exact: bool, confidence: float) -> None:
    """Everything else stays below 1."""
    assert calibrated(Neighbour(0, similarity, exact)) == confidence
