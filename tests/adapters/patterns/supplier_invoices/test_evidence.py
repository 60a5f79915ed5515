"""Of several readings the best."""

from __future__ import annotations

from adapters.patterns.supplier_invoices.evidence import Candidate, best


def test_the_most_credible_comes_first() -> None:
    """Each value once, with the most that was said for it, between 0 and 1."""
    found = best([Candidate("a", 0.2), Candidate("b", 1.7), Candidate("a", 0.5), Candidate("c", -1.0)])
    assert found == (Candidate("b", 1.0), Candidate("a", 0.5), Candidate("c", 0.0))


def test_a_near_rival_takes_the_credit_away() -> None:
    """Two values that are about as credible are both in doubt."""
    assert [round(each.confidence, 2) for each in best([Candidate("a", 0.9), Candidate("b", 0.85)])] == [0.55, 0.5]


def test_nothing_leads_to_nothing() -> None:
    """Without readings there is no best one."""
    assert best([]) == ()
