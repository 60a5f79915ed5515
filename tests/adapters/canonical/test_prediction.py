"""Predictions."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.canonical import Evidence, Prediction

from .records import EVIDENCE


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    """7.3 is no confidence."""
    with pytest.raises(ValidationError):
        Prediction(category="a", confidence=confidence, explanation="", evidence=Evidence(**EVIDENCE))


def test_evidence_says_what_was_degraded() -> None:
    """Nothing, unless something was."""
    assert Evidence(**EVIDENCE).degraded == ()
