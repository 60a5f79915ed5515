"""Verdicts."""

from __future__ import annotations

import pytest

from windtunnel.scenario.verdict import Judgement, Verdict, Violation, worst


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Verdict.INCONCLUSIVE),
        ([Verdict.PASS], Verdict.PASS),
        ([Verdict.PASS, Verdict.INCONCLUSIVE], Verdict.INCONCLUSIVE),
        ([Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.PASS], Verdict.FAIL),
    ],
)
def test_the_worst_counts_and_nothing_is_inconclusive(verdicts: list[Verdict], expected: Verdict) -> None:
    """FAIL over INCONCLUSIVE over PASS."""
    assert worst(verdicts) is expected


def test_what_was_not_exercised_is_never_a_pass() -> None:
    """Zero opportunities prove nothing; a violation always counts."""
    assert Judgement(0).verdict is Verdict.INCONCLUSIVE
    assert Judgement(3).verdict is Verdict.PASS
    assert Judgement(0, (Violation("it broke"),)).verdict is Verdict.FAIL
