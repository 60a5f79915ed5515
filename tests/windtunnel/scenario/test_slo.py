"""Thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.scenario.slo import measure, percentile, read_thresholds


def test_a_threshold_is_read_as_it_is_written() -> None:
    """Metric, phase, aggregate, rank, comparison, limit with a unit."""
    (threshold,) = read_thresholds({"latency{phase:baseline}": ["p(95)<3s"]})
    assert (threshold.metric, threshold.phase, threshold.aggregate) == ("latency", "baseline", "p")
    assert (threshold.rank, threshold.comparison, threshold.limit) == (95.0, "<", 3.0)
    assert threshold.name == "latency{phase:baseline} p(95)<3s"


@pytest.mark.parametrize(
    ("scope", "text", "message"),
    [
        ("latency", "p95<3s", "is not a threshold"),
        ("latency", "p(95)<3 parsecs", "is not a threshold"),
        ("latency", "p(95)<3x", "is not a duration"),
        ("latensy", "avg<1", "did you mean 'latency'"),
        ("latency{phase:basline}", "avg<1", "did you mean 'baseline'"),
        ("latency{host:a}", "avg<1", "unknown tag 'host'"),
    ],
)
def test_what_is_malformed_is_refused(scope: str, text: str, message: str) -> None:
    """With what was probably meant."""
    with pytest.raises((UsageError, UnknownNameError), match=message):
        read_thresholds({scope: [text]})


def test_without_samples_there_is_no_value() -> None:
    """No value can satisfy a threshold, so it fails."""
    (threshold,) = read_thresholds({"success": "rate>=0.9"})
    assert measure(threshold, []) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("avg<9", 2.5), ("min<9", 1.0), ("max<9", 4.0), ("med<9", 2.0), ("count<9", 4.0), ("p(75)<9", 3.0)],
)
def test_aggregates(text: str, value: float) -> None:
    """Each aggregate on the same four samples."""
    (threshold,) = read_thresholds({"latency": text})
    assert measure(threshold, [4.0, 1.0, 3.0, 2.0]) == value


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.1, 100))
def test_a_percentile_is_a_sample_that_enough_samples_do_not_exceed(samples: list[float], rank: float) -> None:
    """The definition, against counting."""
    value = percentile(sorted(samples), rank)
    assert value in samples
    assert sum(sample <= value for sample in samples) >= rank / 100 * len(samples) - 1e-6
